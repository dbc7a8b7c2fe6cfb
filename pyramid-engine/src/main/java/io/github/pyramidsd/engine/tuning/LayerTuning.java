package io.github.pyramidsd.engine.tuning;

import java.util.List;

/**
 * What tuning found.
 *
 * @param best what to draft with; all layers if the time was over before any could be left out
 * @param layersTotal how many layers the model has
 * @param path the best subset found of each size that was looked at, the largest first; empty if
 *     there was no time for any
 * @param positions over which each acceptance is a mean
 * @param complete whether the search came to its end: false if the time limit cut it
 */
public record LayerTuning(
    LayerChoice best, int layersTotal, List<LayerChoice> path, int positions, boolean complete) {

  public LayerTuning {
    path = List.copyOf(path);
  }

  /** Whether drafting with the best layers is predicted to be faster than plain decoding. */
  public boolean pays() {
    return best.layers().size() < layersTotal && best.predictedSpeedup() > 1;
  }
}
