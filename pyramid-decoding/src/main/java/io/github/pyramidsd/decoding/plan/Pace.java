package io.github.pyramidsd.decoding.plan;

import java.util.Arrays;

/**
 * How much longer than usual everything takes at the moment: the median of what the last passes of
 * the target say. It moves faster than the factors of {@link PassCosts}, so that a change of the
 * machine is put down to the machine.
 */
final class Pace {

  private static final int WINDOW = 7;

  private final double[] samples = new double[WINDOW];
  private final double[] sorted = new double[WINDOW];
  private long count;
  private double median = 1;

  void observe(double sample) {
    samples[(int) (count++ % WINDOW)] = sample;
    int known = (int) Math.min(count, WINDOW);
    System.arraycopy(samples, 0, sorted, 0, known);
    Arrays.sort(sorted, 0, known);
    median = sorted[known / 2];
  }

  /** Whether anything was heard. */
  boolean isKnown() {
    return count > 0;
  }

  /** 1 where everything takes as long as the tables say. */
  double value() {
    return median;
  }
}
