package io.github.pyramidsd.evaluation.statistics;

/**
 * A paired difference (or ratio) of two configurations.
 *
 * @param interval over items and seeds
 * @param pValue of the sign-flip test over items: how probable so large a difference is if there is
 *     none
 * @param adjusted the same by Holm's correction for all that were compared with the same baseline
 */
public record Difference(Interval interval, double pValue, double adjusted) {

  static final double LEVEL = 0.05;

  /** What is not known. */
  public static final Difference UNKNOWN = new Difference(Interval.UNKNOWN, 1, 1);

  /** The mean of paired differences. */
  static Difference of(ItemSeedTable differences) {
    double p = SignFlipTest.pValue(differences.itemMeans());
    return new Difference(Bootstrap.mean(differences), p, p);
  }

  /** The geometric mean of paired ratios. */
  static Difference ofRatios(ItemSeedTable numerator, ItemSeedTable denominator) {
    Difference logarithm = of(numerator.map(Math::log).minus(denominator.map(Math::log)));
    return new Difference(logarithm.interval.map(Math::exp), logarithm.pValue, logarithm.adjusted);
  }

  Difference adjustedTo(double p) {
    return new Difference(interval, pValue, p);
  }

  /** Whether it is shown to be greater: by the interval and by the corrected test. */
  public boolean isShownAbove(double value) {
    return interval.isAbove(value) && adjusted < LEVEL;
  }

  /** Whether it is shown to be less. */
  public boolean isShownBelow(double value) {
    return interval.isBelow(value) && adjusted < LEVEL;
  }
}
