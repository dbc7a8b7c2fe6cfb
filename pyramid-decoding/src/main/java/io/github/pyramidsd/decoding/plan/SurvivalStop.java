package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.StopRule;
import io.github.pyramidsd.decoding.sampling.Prediction;

/**
 * Stops drafting where one more proposal would gain less than it costs.
 *
 * <p>A further proposal counts only if all before it are accepted. The chance of that is followed
 * as a product of one factor for each position: the share that is accepted where the proposer is as
 * unsure as it was there, as the run so far has shown. Below a threshold, which is the ratio of
 * cost and gain, it stops. All it looks at is entropies of predictions, so it keeps exactness.
 */
final class SurvivalStop implements StopRule {

  private final double[][] acceptance; // (place, class of entropy)
  private final double[] thresholds; // by the number drawn
  private double survival;

  SurvivalStop(double[][] acceptance, double[] thresholds) {
    this.acceptance = acceptance.clone();
    this.thresholds = thresholds.clone();
  }

  @Override
  public boolean stops(int drawn, Prediction last) {
    int place = Math.min(drawn, acceptance.length) - 1;
    double factor = acceptance[place][Agreement.entropyClass(last.entropy())];
    survival = (drawn == 1 ? 1 : survival) * factor;
    return drawn < thresholds.length && survival < thresholds[drawn];
  }
}
