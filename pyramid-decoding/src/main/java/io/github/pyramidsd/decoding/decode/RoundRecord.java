package io.github.pyramidsd.decoding.decode;

import java.util.Arrays;

/**
 * What a round of the target came to, or a probe, or reading the prompt: the one channel from
 * decoding to statistics, listeners and schedules. A buffer, valid while its receiver is called.
 */
public final class RoundRecord {

  /** What is recorded. */
  public enum Kind {
    /** A round of the target. */
    ROUND,
    /** A comparison of levels at the tokens committed last. */
    PROBE,
    /** The part of the context that was not read before. */
    PROMPT
  }

  private Kind kind = Kind.ROUND;
  private Composition composition = Composition.plain(0);
  private int tokens;
  private long nanos;
  private double spent;
  private int passes;
  private long[] passOf = new long[4 * 16]; // (pass, level, position, tokens, nanos)
  private int comparisons;
  private int[] comparisonOf = new int[3 * 64]; // (comparison, verifier, proposer, place)
  private double[] compared = new double[2 * 64]; // (comparison, agreement, entropy)

  RoundRecord() {}

  void clear() {
    passes = 0;
    comparisons = 0;
  }

  void set(Kind newKind, Composition of, int committed, long took, double deviation) {
    kind = newKind;
    composition = of;
    tokens = committed;
    nanos = took;
    spent = deviation;
  }

  void addPass(int level, int position, int forwarded, long took) {
    if (4 * passes == passOf.length) {
      passOf = Arrays.copyOf(passOf, 2 * passOf.length);
    }
    passOf[4 * passes] = level;
    passOf[4 * passes + 1] = position;
    passOf[4 * passes + 2] = forwarded;
    passOf[4 * passes + 3] = took;
    passes++;
  }

  void addComparison(int verifier, int proposer, int place, double agreement, double entropy) {
    if (2 * comparisons == compared.length) {
      comparisonOf = Arrays.copyOf(comparisonOf, 2 * comparisonOf.length);
      compared = Arrays.copyOf(compared, 2 * compared.length);
    }
    comparisonOf[3 * comparisons] = verifier;
    comparisonOf[3 * comparisons + 1] = proposer;
    comparisonOf[3 * comparisons + 2] = place;
    compared[2 * comparisons] = agreement;
    compared[2 * comparisons + 1] = entropy;
    comparisons++;
  }

  /** What is recorded. */
  public Kind kind() {
    return kind;
  }

  /** Which levels made the round. */
  public Composition composition() {
    return composition;
  }

  /** How many tokens the round committed; 0 of a probe; how many tokens the prompt had. */
  public int tokens() {
    return tokens;
  }

  /** The wall time of all of it, in nanoseconds. */
  public long nanos() {
    return nanos;
  }

  /** What the round spent of a deviation budget. */
  public double spent() {
    return spent;
  }

  /** How many forward passes were made, of all levels. */
  public int passes() {
    return passes;
  }

  /** The level that made a pass. */
  public int level(int pass) {
    return (int) passOf[4 * pass];
  }

  /** How many tokens came before those that a pass forwarded. */
  public int position(int pass) {
    return (int) passOf[4 * pass + 1];
  }

  /** How many tokens a pass forwarded. */
  public int tokens(int pass) {
    return (int) passOf[4 * pass + 2];
  }

  /**
   * The computing time of a pass and of what was decided by it, in nanoseconds, without waiting for
   * others who use the same model.
   */
  public long nanos(int pass) {
    return passOf[4 * pass + 3];
  }

  /** How many comparisons of two levels' distributions were made. */
  public int comparisons() {
    return comparisons;
  }

  /** The level that verified, or was compared as if it did. */
  public int verifier(int comparison) {
    return comparisonOf[3 * comparison];
  }

  /** The level that proposed. */
  public int proposer(int comparison) {
    return comparisonOf[3 * comparison + 1];
  }

  /**
   * In a round, the place of the proposal in its block, from 1; all before it were accepted. In a
   * probe, the place of the token among those compared, from 1.
   */
  public int place(int comparison) {
    return comparisonOf[3 * comparison + 2];
  }

  /** 1 − TV of the two distributions, or NaN where the proposer had no proposal. */
  public double agreement(int comparison) {
    return compared[2 * comparison];
  }

  /** The entropy of the proposer's prediction, in nats; NaN where it had no proposal. */
  public double entropy(int comparison) {
    return compared[2 * comparison + 1];
  }
}
