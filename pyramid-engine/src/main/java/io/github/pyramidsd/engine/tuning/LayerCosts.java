package io.github.pyramidsd.engine.tuning;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.LayerSubset;
import java.util.Arrays;

/**
 * What passes through some layers of a model cost beside those through all.
 *
 * <p>Measured once: passes of the whole model over several numbers of tokens, and one of its first
 * layer alone over one token. A pass of other layers is taken to lie on the line between the two,
 * by the bytes of weights that it reads. So what every pass costs whatever its layers (the output
 * matrix, hand-overs between threads) counts as it is.
 */
final class LayerCosts {

  private static final int[] SIZES = {1, 2, 3, 4, 5, 7, SpeedupModel.MOST_DRAFTED + 1};

  private final GgufModel model;
  private final int[] tokens;
  private final SpeedupModel speedups;
  private final double first; // the cost of the first layer alone, the whole model's being 1

  private LayerCosts(GgufModel model, int[] tokens, SpeedupModel speedups, double first) {
    this.model = model;
    this.tokens = tokens;
    this.speedups = speedups;
    this.first = first;
  }

  /** The fewest positions that a model must have for its passes to be measured. */
  static int leastContext() {
    return SIZES[SIZES.length - 1];
  }

  static LayerCosts measure(GgufModel model, int[] tokens) {
    try (PassTimer timer = new PassTimer(model, tokens, leastContext());
        LanguageModel one = model.withLayers(LayerSubset.of(0))) {
      timer.add(model, SIZES);
      timer.add(one, 1);
      double[] nanos = timer.medians();
      return new LayerCosts(
          model,
          tokens,
          new SpeedupModel(SIZES, Arrays.copyOf(nanos, SIZES.length)),
          Math.min(1, nanos[SIZES.length] / nanos[0]));
    }
  }

  SpeedupModel speedups() {
    return speedups;
  }

  /** r by the line. */
  double estimate(LayerSubset layers) {
    double least = bytes(LayerSubset.of(0));
    double most = bytes(LayerSubset.all(model.layers()));
    return least == most ? 1 : first + (1 - first) * (bytes(layers) - least) / (most - least);
  }

  private double bytes(LayerSubset layers) {
    try (var view = model.withLayers(layers)) {
      return view.forwardWork(0, 1, 1).weightBytes();
    }
  }

  /** r as it is measured, in turns with the whole model. */
  double measured(LayerSubset layers) {
    try (PassTimer timer = new PassTimer(model, tokens, leastContext());
        LanguageModel view = model.withLayers(layers)) {
      timer.add(model, 1);
      timer.add(view, 1);
      double[] nanos = timer.medians();
      return nanos[1] / nanos[0];
    }
  }
}
