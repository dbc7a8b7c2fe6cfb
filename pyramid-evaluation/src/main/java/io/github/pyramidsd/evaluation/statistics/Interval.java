package io.github.pyramidsd.evaluation.statistics;

import java.util.function.DoubleUnaryOperator;

/**
 * An estimate and its 95 % confidence interval. The ends are NaN where the data cannot tell: with a
 * single item and a single seed.
 *
 * @param estimate from the data as they are; NaN if there are none
 * @param low the lower end
 * @param high the upper end
 */
public record Interval(double estimate, double low, double high) {

  /** What is not known. */
  public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN, Double.NaN);

  /** Whether the whole interval is greater. */
  public boolean isAbove(double value) {
    return low > value;
  }

  /** Whether the whole interval is less. */
  public boolean isBelow(double value) {
    return high < value;
  }

  /** Whether there is an estimate. */
  public boolean isKnown() {
    return !Double.isNaN(estimate);
  }

  /** The interval of an increasing function of what is estimated. */
  Interval map(DoubleUnaryOperator increasing) {
    return new Interval(
        increasing.applyAsDouble(estimate),
        increasing.applyAsDouble(low),
        increasing.applyAsDouble(high));
  }

  Interval within(double least, double most) {
    return map(x -> Double.isNaN(x) ? x : Math.clamp(x, least, most));
  }
}
