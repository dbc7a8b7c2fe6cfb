package io.github.pyramidsd.engine.tuning;

import io.github.pyramidsd.engine.LayerSubset;

/**
 * Predicts how much faster than plain decoding speculative decoding is.
 *
 * <p>With k proposals a round, of which each is accepted with chance α, a round emits {@code E = (1
 * − α^(k+1)) / (1 − α)} tokens (Leviathan et al. 2023, arXiv 2211.17192). It takes k passes of the
 * draft, each r times a pass of the model over one token, and one pass of the model over k + 1
 * tokens, which is v(k+1) times as long as over one. So the speed-up is {@code E / (k·r + v(k+1))}.
 * Sampling and bookkeeping are left out.
 */
final class SpeedupModel {

  /** The most proposals a round. */
  static final int MOST_DRAFTED = 8;

  private final int[] sizes; // of passes that were measured, ascending from 1
  private final double[] costs; // v of each, the first being 1

  /**
   * Takes what was measured; what lies between is interpolated.
   *
   * @param sizes numbers of tokens, ascending from 1 to {@link #MOST_DRAFTED} + 1
   * @param costs of a pass over as many tokens, in any unit
   */
  SpeedupModel(int[] sizes, double[] costs) {
    this.sizes = sizes.clone();
    this.costs = new double[costs.length];
    for (int i = 0; i < costs.length; i++) {
      this.costs[i] = costs[i] / costs[0];
    }
  }

  /** v: the cost of a pass of the model over so many tokens, divided by that over one. */
  double verification(int tokens) {
    int upper = 0;
    while (sizes[upper] < tokens) {
      upper++;
    }
    if (sizes[upper] == tokens) {
      return costs[upper];
    }
    double share = (double) (tokens - sizes[upper - 1]) / (sizes[upper] - sizes[upper - 1]);
    return costs[upper - 1] + share * (costs[upper] - costs[upper - 1]);
  }

  /** What is to be expected of layers, at the best number of proposals. */
  LayerChoice choice(LayerSubset layers, double acceptance, double relativeCost) {
    double best = 0;
    int length = 1;
    double emitted = 1;
    double power = 1;
    for (int k = 1; k <= MOST_DRAFTED; k++) {
      power *= acceptance;
      emitted += power; // 1 + α + … + α^k, which is E, at α = 1 too
      double speedup = emitted / (k * relativeCost + verification(k + 1));
      if (speedup > best) {
        best = speedup;
        length = k;
      }
    }
    return new LayerChoice(layers, acceptance, relativeCost, best, length);
  }
}
