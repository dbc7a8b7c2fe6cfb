package io.github.pyramidsd.engine.tuning;

import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.LayerSkippingModel;
import io.github.pyramidsd.engine.LayerSubset;
import java.time.Duration;
import java.util.List;

/**
 * Finds layers of a model that make a good draft for the whole of it.
 *
 * <p>Zhang et al. 2024 ("Draft &amp; Verify: Lossless LLM acceleration via self-speculative
 * decoding", arXiv 2309.08168) look for such layers by Bayesian optimisation of the time per token;
 * Men et al. 2024 ("ShortGPT", arXiv 2403.03853) rank layers by how little they change the state.
 * Here layers are left out one after another, each time one without which the draft agrees with the
 * model most, and of all subsets on the way the one is taken that is predicted to be fastest:
 * {@code E / (k·r + v(k+1))} with the best k, where E follows from the acceptance rate α.
 *
 * <p>α is measured on sample positions; v, the cost of verifying, is measured once; r, the cost of
 * the layers, is interpolated during the search and measured of the best choice in the end.
 */
public final class LayerTuner {

  private static final int LEAST_POSITIONS = 32;

  private LayerTuner() {}

  /**
   * Looks for layers. Where the time does not suffice for a whole search on all positions, it is
   * done on fewer, but not below 32.
   *
   * @param samples tokens such as the model is to continue; taken from the first on until there are
   *     as many as the options say
   * @throws IllegalArgumentException if there are no tokens, one is not of the vocabulary, a
   *     sequence is longer than the model's context, or that is below 10 tokens
   */
  public static LayerTuning tune(
      GgufModel model, List<int[]> samples, TuningOptions options, TuningListener listener) {
    List<int[]> sequences = samples.stream().filter(sample -> sample.length > 0).toList();
    check(model, sequences);
    long start = System.nanoTime();
    long limit = nanos(options.limit());
    TokenSample sample = new TokenSample(model, sequences, options);
    LayerCosts costs = LayerCosts.measure(model, sequences.getFirst());
    int positions =
        positions(
            sample.positions(),
            LayerSearch.work(model.layers()) * evaluationNanos(model, sample),
            (double) (limit - (System.nanoTime() - start)));
    LayerSearch search =
        new LayerSearch(
            costs.speedups().choice(LayerSubset.all(model.layers()), 1, 1),
            layers -> evaluate(model, layers, sample, positions, costs),
            () -> System.nanoTime() - start >= limit,
            listener);
    search.run();
    LayerChoice best = measured(search.best(), costs);
    return new LayerTuning(
        best,
        model.layers(),
        search.path().stream()
            .map(choice -> choice.layers().equals(best.layers()) ? best : choice)
            .toList(),
        positions,
        search.isComplete());
  }

  private static void check(GgufModel model, List<int[]> sequences) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("there are no tokens to compare layers on");
    }
    if (model.contextLength() < LayerCosts.leastContext() + 1) {
      throw new IllegalArgumentException(
          "%s has a context of %s tokens, expected at least %s to measure passes"
              .formatted(model.name(), model.contextLength(), LayerCosts.leastContext() + 1));
    }
    for (int[] sequence : sequences) {
      if (sequence.length > model.contextLength()) {
        throw new IllegalArgumentException(
            "a sequence has %s tokens, expected at most %s, the context of %s"
                .formatted(sequence.length, model.contextLength(), model.name()));
      }
    }
  }

  private static long nanos(Duration limit) {
    return limit.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1).toNanos() : limit.toNanos();
  }

  /** The time that the whole model takes on all positions, now that the code is warm. */
  private static double evaluationNanos(GgufModel model, TokenSample sample) {
    int probe = Math.min(LEAST_POSITIONS, sample.positions());
    long start = System.nanoTime();
    sample.acceptance(model, probe);
    return (double) (System.nanoTime() - start) * sample.positions() / probe;
  }

  /** As many positions as the time allows, but enough to tell layers apart. */
  private static int positions(int all, double neededNanos, double leftNanos) {
    double share = Math.min(1, leftNanos / neededNanos);
    return Math.min(all, Math.max(LEAST_POSITIONS, (int) (all * share)));
  }

  private static LayerChoice evaluate(
      GgufModel model, LayerSubset layers, TokenSample sample, int positions, LayerCosts costs) {
    try (LayerSkippingModel draft = model.withLayers(layers)) {
      double acceptance = sample.acceptance(draft, positions);
      return costs.speedups().choice(layers, acceptance, costs.estimate(layers));
    }
  }

  private static LayerChoice measured(LayerChoice choice, LayerCosts costs) {
    return costs
        .speedups()
        .choice(choice.layers(), choice.acceptance(), costs.measured(choice.layers()));
  }
}
