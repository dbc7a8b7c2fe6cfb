package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Schedule;
import io.github.pyramidsd.decoding.decode.StopRule;

/** Hands out what tests of other packages need of this one. */
public final class PlannedSchedules {

  private PlannedSchedules() {}

  /** What a planner would lead its next response by. */
  public static Schedule next(Planner planner, GenerationOptions options) {
    return planner.schedule(options);
  }

  /**
   * A stop by survival, whose factors fall with the entropy.
   *
   * @param threshold of all places
   */
  public static StopRule survivalStop(double threshold) {
    double[][] acceptance = new double[BlockLaw.LONGEST][Agreement.classes()];
    double[] thresholds = new double[BlockLaw.LONGEST];
    for (int place = 0; place < acceptance.length; place++) {
      for (int c = 0; c < Agreement.classes(); c++) {
        acceptance[place][c] = Math.max(0.05, 1 - 0.2 * c);
      }
      thresholds[place] = threshold;
    }
    return new SurvivalStop(acceptance, thresholds);
  }
}
