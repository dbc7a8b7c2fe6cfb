package io.github.pyramidsd.decoding.plan;

/** How what rounds did compares with what was predicted of them. */
final class Calibration {

  private final double fading;
  private final double prior; // rounds that the prediction is worth
  private final double most;
  private double actual;
  private double predicted;
  private double rounds;
  private Moment last = Moment.START;

  /**
   * Starts with the prediction.
   *
   * @param rounds over which the mean is taken
   * @param prior how many rounds the prediction is worth
   * @param most the greatest factor; its inverse is the least
   */
  Calibration(int rounds, int prior, double most) {
    this.fading = 1 - 1.0 / rounds;
    this.prior = prior;
    this.most = most;
  }

  void observe(double actual, double predicted) {
    this.actual = this.actual * fading + actual;
    this.predicted = this.predicted * fading + predicted;
    rounds = rounds * fading + 1;
  }

  /** The same, for a factor that fades with time: what was heard long ago counts less. */
  void observe(double actual, double predicted, Moment now) {
    double kept = last.weight(now);
    this.actual *= kept;
    this.predicted *= kept;
    rounds *= kept;
    observe(actual, predicted);
    last = now;
  }

  /** The factor by which rounds do more than predicted. */
  double factor() {
    return factor(1);
  }

  /** What is left of it now, if the moments of what was heard were told. */
  double factor(Moment now) {
    return factor(last.weight(now));
  }

  private double factor(double kept) {
    if (rounds == 0) {
      return 1;
    }
    double believed = prior * predicted / rounds;
    double factor = (kept * actual + believed) / (kept * predicted + believed);
    return Math.clamp(factor, 1 / most, most);
  }
}
