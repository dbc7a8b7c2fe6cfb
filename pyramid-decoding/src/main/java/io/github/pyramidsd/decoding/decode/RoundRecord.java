package io.github.pyramidsd.decoding.decode;

import java.util.Arrays;

/**
 * What a round, a probe or reading the prompt came to. A decoder fills the same record again and
 * again, so it may be read only while it is passed on.
 */
public final class RoundRecord {

  /** What was done. */
  public enum Kind {
    /** A round of the target. */
    ROUND,
    /** Idle levels were compared with the tokens committed last. */
    PROBE,
    /** Levels read the prompt. */
    PROMPT
  }

  private static final int PASS = 3; // integers a pass: level, position, tokens
  private static final int COMPARISON = 3; // integers a comparison: verifier, proposer, place

  private Kind kind = Kind.ROUND;
  private Composition composition = Composition.plain(0);
  private int tokens;
  private long nanos;
  private double spent;
  private int passes;
  private int[] passed = new int[8 * PASS];
  private long[] passNanos = new long[8];
  private int comparisons;
  private int[] compared = new int[16 * COMPARISON];
  private double[] agreements = new double[16];

  /** An empty record. */
  public RoundRecord() {}

  /** Begins to fill it anew. */
  public RoundRecord begin(Kind newKind, Composition newComposition) {
    kind = newKind;
    composition = newComposition;
    tokens = 0;
    nanos = 0;
    spent = 0;
    passes = 0;
    comparisons = 0;
    return this;
  }

  /**
   * Adds a forward pass.
   *
   * @param position the number of tokens before those that it forwarded
   * @param count the number of tokens that it forwarded
   * @param passTime computing time in nanoseconds
   */
  public void addPass(int level, int position, int count, long passTime) {
    if (passes == passNanos.length) {
      passed = Arrays.copyOf(passed, 2 * passed.length);
      passNanos = Arrays.copyOf(passNanos, 2 * passes);
    }
    passed[PASS * passes] = level;
    passed[PASS * passes + 1] = position;
    passed[PASS * passes + 2] = count;
    passNanos[passes++] = passTime;
  }

  /**
   * Adds the comparison of two predictions.
   *
   * @param place in the block, or among the probed tokens, from 1
   * @param agreement 1 − TV, or NaN if the proposer had no proposal
   */
  public void addComparison(int verifier, int proposer, int place, double agreement) {
    if (comparisons == agreements.length) {
      compared = Arrays.copyOf(compared, 2 * compared.length);
      agreements = Arrays.copyOf(agreements, 2 * comparisons);
    }
    compared[COMPARISON * comparisons] = verifier;
    compared[COMPARISON * comparisons + 1] = proposer;
    compared[COMPARISON * comparisons + 2] = place;
    agreements[comparisons++] = agreement;
  }

  /**
   * Completes it.
   *
   * @param committed the number of tokens that the round committed
   * @param wallTime of all of it in nanoseconds
   * @param deviation what the round spent of the budget
   */
  public RoundRecord end(int committed, long wallTime, double deviation) {
    tokens = committed;
    nanos = wallTime;
    spent = deviation;
    return this;
  }

  /** What was done. */
  public Kind kind() {
    return kind;
  }

  /** The composition of the round. */
  public Composition composition() {
    return composition;
  }

  /** The number of tokens that the round committed. */
  public int tokens() {
    return tokens;
  }

  /** Wall time of all of it in nanoseconds. */
  public long nanos() {
    return nanos;
  }

  /** The number of passes. */
  public int passes() {
    return passes;
  }

  /** The level that made a pass. */
  public int level(int pass) {
    return passed[PASS * pass];
  }

  /** The number of tokens before those that a pass forwarded. */
  public int position(int pass) {
    return passed[PASS * pass + 1];
  }

  /** The number of tokens that a pass forwarded. */
  public int tokens(int pass) {
    return passed[PASS * pass + 2];
  }

  /** Computing time of a pass in nanoseconds. */
  public long nanos(int pass) {
    return passNanos[pass];
  }

  /** The number of comparisons. */
  public int comparisons() {
    return comparisons;
  }

  /** The level that verified, or was probed as if it had. */
  public int verifier(int comparison) {
    return compared[COMPARISON * comparison];
  }

  /** The level that proposed. */
  public int proposer(int comparison) {
    return compared[COMPARISON * comparison + 1];
  }

  /** The place in the block, or among the probed tokens, from 1. */
  public int place(int comparison) {
    return compared[COMPARISON * comparison + 2];
  }

  /** 1 − TV of the two predictions; NaN if the proposer had no proposal. */
  public double agreement(int comparison) {
    return agreements[comparison];
  }

  /** What the round spent of the deviation budget. */
  public double spent() {
    return spent;
  }
}
