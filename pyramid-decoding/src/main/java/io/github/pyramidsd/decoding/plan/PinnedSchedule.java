package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.Schedule;
import java.util.stream.IntStream;

/** Always decodes with one composition, and learns from it; it may probe all other levels too. */
final class PinnedSchedule implements Schedule {

  private static final int RECORDED = 16; // tokens between probes

  private final Estimates estimates;
  private final Composition composition;
  private final boolean probes;
  private double passSeconds;

  PinnedSchedule(Estimates estimates, Composition composition, boolean probes) {
    this.estimates = estimates;
    this.composition = composition;
    this.probes = probes;
  }

  @Override
  public boolean reads(int level, int promptTokens) {
    return probes || composition.uses(level);
  }

  @Override
  public Composition next(Progress progress) {
    passSeconds = 0;
    return composition;
  }

  @Override
  public int[] probes(Progress progress, int recorded) {
    return probes && recorded >= RECORDED
        ? IntStream.range(0, estimates.target()).toArray()
        : new int[0];
  }

  @Override
  public boolean records() {
    return probes;
  }

  @Override
  public boolean watchesAgreement() {
    return true;
  }

  @Override
  public void onPass(int level, int position, int tokens, long nanos) {
    passSeconds += nanos / 1e9;
    estimates.observePass(level, position, tokens, nanos / 1e9);
  }

  @Override
  public void onVerified(int level, int proposer, int index, double agreement, double entropy) {
    estimates.agreement(level, proposer).observe(index, agreement, entropy);
  }

  @Override
  public void onExhausted(int level, int proposer, int index) {
    estimates.agreement(level, proposer).observeNothing(index);
  }

  @Override
  public void onProbed(
      int level, int proposer, double[] agreement, double[] kept, double[] entropy) {
    estimates.agreement(level, proposer).observe(agreement, kept, entropy);
  }

  @Override
  public void onRound(int tokens, long nanos, double spent) {
    estimates.observeOverhead(nanos / 1e9 - passSeconds);
  }
}
