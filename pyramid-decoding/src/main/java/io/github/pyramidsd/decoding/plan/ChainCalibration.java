package io.github.pyramidsd.decoding.plan;

/** How the rounds of a chain of levels compare with what was predicted of them. */
final class ChainCalibration {

  private static final int ROUNDS = 24; // that factors of time are means of
  private static final int YIELDS = 256; // rounds, since tokens vary much more
  private static final int COLD_ROUNDS = 16; // whose code is being compiled

  private final Calibration passes = new Calibration(ROUNDS, ROUNDS / 2, 2);
  private final Calibration stopping = new Calibration(ROUNDS, ROUNDS / 2, 2);
  private final Calibration stoppedYield = new Calibration(YIELDS, YIELDS / 2, 1.2);
  private int rounds;

  /**
   * Hears of the passes that a round made; the first rounds say nothing of later ones.
   *
   * @param stopsEarly whether its blocks may end early
   * @param usual the seconds that these passes usually take at this time, and all else
   * @param predicted the seconds that it was to take, without calibration
   */
  void observe(boolean stopsEarly, double usual, double predicted, Moment now) {
    if (++rounds <= COLD_ROUNDS) {
      return;
    }
    if (stopsEarly) {
      stopping.observe(usual, predicted * passes.factor(now), now);
    } else {
      passes.observe(usual, predicted, now);
    }
  }

  /** Hears of the tokens that a round made whose blocks could end early. */
  void observeYield(double tokens, double predicted) {
    stoppedYield.observe(tokens, predicted);
  }

  /** The factor by which rounds lately took longer than predicted, by making other passes. */
  double passes(Moment now) {
    return passes.factor(now);
  }

  /** The factor by which early stops make rounds take longer than predicted besides. */
  double stopping(Moment now) {
    return stopping.factor(now);
  }

  /** The factor by which rounds make more tokens than predicted if they stop early. */
  double stoppedYield() {
    return stoppedYield.factor();
  }
}
