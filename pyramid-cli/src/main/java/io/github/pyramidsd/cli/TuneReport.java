package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.tuning.LayerChoice;
import io.github.pyramidsd.engine.tuning.LayerTuning;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tune-layers --json} prints, and what is kept of it.
 *
 * @param synthetic {@code random} or {@code planted}, null of a trained model
 * @param layers the choice, such as {@code 0-3,8}
 * @param pays whether drafting with it is predicted to be faster than plain decoding
 * @param path the best choice of each size
 * @param positions over which each acceptance is a mean
 * @param seconds that it took
 * @param complete false if the time limit cut the search
 */
record TuneReport(
    String model,
    String fingerprint,
    @Nullable String synthetic,
    String layers,
    int layersKept,
    int layersTotal,
    double acceptance,
    double relativeCost,
    double predictedSpeedup,
    int draftLength,
    boolean pays,
    List<Step> path,
    int positions,
    double temperature,
    double seconds,
    boolean complete) {

  /** The best choice of a size. */
  record Step(
      String layers,
      int layersKept,
      double acceptance,
      double relativeCost,
      double predictedSpeedup,
      int draftLength) {

    static Step of(LayerChoice choice) {
      return new Step(
          choice.layers().toString(),
          choice.layers().size(),
          choice.acceptance(),
          choice.relativeCost(),
          choice.predictedSpeedup(),
          choice.draftLength());
    }
  }

  /** Rejects a file without what a report is for. */
  TuneReport {
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(layers, "layers");
    path = List.copyOf(path);
  }

  static TuneReport of(GgufModel model, LayerTuning tuning, double temperature, double seconds) {
    Step best = Step.of(tuning.best());
    return new TuneReport(
        model.name(),
        model.fingerprint(),
        Synthetic.kind(model),
        best.layers(),
        best.layersKept(),
        tuning.layersTotal(),
        best.acceptance(),
        best.relativeCost(),
        best.predictedSpeedup(),
        best.draftLength(),
        tuning.pays(),
        tuning.path().stream().map(Step::of).toList(),
        tuning.positions(),
        temperature,
        seconds,
        tuning.complete());
  }

  /**
   * A table of the path, and what follows from it.
   *
   * @param source where the tokens came from
   */
  String toText(String source) {
    TextTable table =
        new TextTable(
            List.of("layers", "kept", "α", "relative cost", "draft length", "predicted speed-up"),
            1);
    for (Step step : path) {
      table.add(
          step.layers(),
          "%s of %s".formatted(step.layersKept(), layersTotal),
          TextTable.number("%.3f", step.acceptance()),
          TextTable.number("%.3f", step.relativeCost()),
          String.valueOf(step.draftLength()),
          TextTable.number("%.2f", step.predictedSpeedup()));
    }
    return "%s: %s layers, %s positions of %s, temperature %s, %s s\n%s%s\n"
        .formatted(
            Synthetic.label(model, synthetic),
            layersTotal,
            positions,
            source,
            temperature,
            TextTable.number("%.1f", seconds),
            path.isEmpty() ? "" : table,
            conclusion());
  }

  private String conclusion() {
    if (path.isEmpty()) {
      return complete ? "a single layer: none can be left out" : "no time to leave any layer out";
    }
    String speedup = String.format(Locale.ROOT, "%.2f", predictedSpeedup);
    return pays
        ? "best: layers %s with --draft-length %s, predicted %s times as fast as plain decoding"
            .formatted(layers, draftLength, speedup)
        : "does not pay: layers %s, the best, are predicted %s times as fast as plain decoding"
            .formatted(layers, speedup);
  }
}
