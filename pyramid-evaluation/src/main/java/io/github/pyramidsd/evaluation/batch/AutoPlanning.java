package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.decoding.decode.GenerationOptions;

/** The one rule on when auto may choose by the clock, and by what earlier runs learnt. */
public final class AutoPlanning {

  private AutoPlanning() {}

  /**
   * Whether a response must not depend on the clock, nor on what earlier runs left behind: its seed
   * is to give the same tokens again, and which method is chosen shows in the tokens.
   *
   * @param seeded whether somebody chose the seed
   */
  public static boolean mustRepeat(boolean seeded, GenerationOptions options) {
    boolean drawn = !options.sampling().isGreedy();
    boolean lossy = options.maxDeviation() < Double.POSITIVE_INFINITY;
    return seeded && (drawn || lossy);
  }
}
