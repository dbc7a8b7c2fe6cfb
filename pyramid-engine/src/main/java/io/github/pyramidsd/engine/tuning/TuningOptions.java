package io.github.pyramidsd.engine.tuning;

import java.time.Duration;

/**
 * How to look for layers.
 *
 * @param temperature at which distributions are compared, 0 to 100
 * @param positions the most positions of the sample to compare at, 1 or more. Their logits are kept
 *     in at most 256 MB, which limits a vocabulary of 128k tokens to 512 positions
 * @param limit how long to look, more than nothing. What is being evaluated is finished, and the
 *     best choice measured, so that it takes a little longer
 */
public record TuningOptions(double temperature, int positions, Duration limit) {

  /** Temperature 0.8, 256 positions, two minutes. */
  public static final TuningOptions DEFAULT = new TuningOptions(0.8, 256, Duration.ofMinutes(2));

  /** Checks the ranges. */
  public TuningOptions {
    check(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
    check(positions >= 1, "positions", positions, "1 or more");
    check(limit.isPositive(), "limit", limit, "more than nothing");
  }

  private static void check(boolean legal, String name, Object value, String range) {
    if (!legal) {
      throw new IllegalArgumentException(name + " is " + value + ", expected " + range);
    }
  }
}
