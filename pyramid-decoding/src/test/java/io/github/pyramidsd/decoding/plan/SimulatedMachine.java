package io.github.pyramidsd.decoding.plan;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * A machine that other work disturbs, in a process whose code is yet to be compiled: what passes
 * take wanders for seconds, deviates from pass to pass, and is sometimes much more; the first ones
 * over several tokens take longer. It knows what they would take undisturbed, so that decisions can
 * be judged by that, while a planner sees the clock.
 */
final class SimulatedMachine implements LongSupplier {

  private static final double READING = 10e-6; // seconds that reading the clock stands for

  // Of logarithms of seconds.
  private static final double NOISE = 0.08; // of a pass
  private static final double PACE = 0.1; // of all passes
  private static final double RATIO = 0.05; // of passes over several tokens besides

  private static final double PACE_WANDERS = 5; // seconds
  private static final double RATIO_WANDERS = 20;
  private static final double COLD = 1; // of first passes over several tokens, by how much longer
  private static final double COMPILED = 0.4; // seconds of them until 1/e of that is left
  private static final double PAUSES = 0.01; // the share of passes that are interrupted
  private static final double PAUSE = 2; // times longer

  private final SplittableRandom random;
  private double clock;
  private double undisturbed;
  private double pace;
  private double ratio;
  private double several; // seconds of passes over several tokens

  SimulatedMachine(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Makes a pass that takes so many seconds undisturbed. */
  void pass(double seconds, int tokens) {
    pace = wander(pace, PACE, seconds / PACE_WANDERS);
    ratio = wander(ratio, RATIO, seconds / RATIO_WANDERS);
    double log = pace + (tokens > 1 ? ratio : 0) + NOISE * random.nextGaussian();
    double cold = 1;
    if (tokens > 1) {
      cold += COLD * Math.exp(-several / COMPILED);
      several += cold * seconds;
    }
    clock += cold * seconds * Math.exp(log) * (random.nextDouble() < PAUSES ? PAUSE : 1);
    undisturbed += seconds;
  }

  /** Leaves out of the judgement what every decoder does alike. */
  void forgive(double seconds) {
    undisturbed -= seconds;
  }

  /** A step of a process that comes back to 0, with that standard deviation in the long run. */
  private double wander(double value, double deviation, double time) {
    double kept = Math.exp(-time);
    return kept * value + deviation * Math.sqrt(1 - kept * kept) * random.nextGaussian();
  }

  /** What all passes so far would have taken, had nothing disturbed the machine. */
  double undisturbedSeconds() {
    return undisturbed;
  }

  @Override
  public long getAsLong() {
    clock += READING;
    return (long) (clock * 1e9);
  }
}
