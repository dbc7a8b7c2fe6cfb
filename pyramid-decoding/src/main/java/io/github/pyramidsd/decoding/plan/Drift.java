package io.github.pyramidsd.decoding.plan;

/**
 * Tells whether the mean of a stream of values has changed: whether that of the last dozen is
 * further from that of the long run than chance would take it.
 */
final class Drift {

  private static final double LONG_RUN = 160; // values
  private static final double RECENT = 12;
  private static final double LEAST_RECENT = 4;

  /** Standard deviations of the difference: values that follow each other are alike. */
  private static final double CLEARLY = 4;

  private static final double LEAST_DIFFERENCE = 0.1;
  private static final double LEAST_VARIANCE = 0.05 * 0.05; // of a value

  private double weight;
  private double sum;
  private double squares;
  private double recentWeight;
  private double recentSum;

  /** Hears of a value; returns whether the mean has changed, and then starts again from now. */
  boolean observe(double value) {
    recentWeight = recentWeight * (1 - 1 / RECENT) + 1;
    recentSum = recentSum * (1 - 1 / RECENT) + value;
    boolean changed = hasChanged();
    if (changed) {
      weight = 0;
      sum = 0;
      squares = 0;
    }
    weight = weight * (1 - 1 / LONG_RUN) + 1;
    sum = sum * (1 - 1 / LONG_RUN) + value;
    squares = squares * (1 - 1 / LONG_RUN) + value * value;
    return changed;
  }

  private boolean hasChanged() {
    if (recentWeight < LEAST_RECENT || weight < RECENT) {
      return false;
    }
    double mean = sum / weight;
    double variance = Math.max(LEAST_VARIANCE, squares / weight - mean * mean);
    double deviation = Math.sqrt(variance * (1 / recentWeight + 1 / weight));
    return Math.abs(recent() - mean) > Math.max(LEAST_DIFFERENCE, CLEARLY * deviation);
  }

  /** The mean of the last values. */
  double recent() {
    return recentSum / recentWeight;
  }
}
