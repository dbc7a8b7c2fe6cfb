package io.github.pyramidsd.decoding.plan;

/**
 * How fast the machine is at the moment, by what factor all passes take longer than usual: other
 * work comes and goes, and clocks change. What is measured now of one size of pass can be compared
 * with what was measured of another then only if this is known.
 *
 * <p>Its logarithm wanders. {@link PassCosts} tells what it learns of it from each pass.
 */
final class Pace {

  private static final double WANDERING = 0.02; // variance a second

  private double log;
  private double variance;
  private Moment seenAt = Moment.START;

  double log() {
    return log;
  }

  /** How unsure it is. */
  double variance(Moment now) {
    return variance + WANDERING * now.since(seenAt);
  }

  /** Moves it, after which it is as unsure as given. */
  void update(double step, double variance, Moment now) {
    log += step;
    this.variance = variance;
    seenAt = now;
  }
}
