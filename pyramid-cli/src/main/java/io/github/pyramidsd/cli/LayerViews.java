package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.LayerSubset;
import java.util.Locale;
import java.util.Optional;

/** Opens layers of a target that is open. */
final class LayerViews {

  private LayerViews() {}

  /**
   * Opens them.
   *
   * @param progress is told if they are known not to pay
   * @throws UsageException if the target does not have them, or none are kept
   */
  static LanguageModel open(
      ModelReference.Layers reference, LanguageModel target, ProgressLine progress) {
    if (!(target instanceof GgufModel model)) {
      throw new UsageException(
          "%s: %s has no layers to choose from, it is no GGUF model"
              .formatted(reference.name(), target.name()));
    }
    try {
      return model.withLayers(
          reference.isTuned()
              ? tuned(reference, model, progress)
              : LayerSubset.parse(reference.spec()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(reference.name() + ": " + e.getMessage());
    }
  }

  /** The layers of a model that {@code tune-layers} found to pay, if it did. */
  static Optional<LanguageModel> known(GgufModel model) {
    return new LayerStore(CacheDirectory.standard(_ -> {}))
        .read(model)
        .filter(TuneReport::pays)
        .map(report -> model.withLayers(LayerSubset.parse(report.layers())));
  }

  /** The numbers of a model's tuned layers, as they are kept; "unknown" if none are. */
  static String tuned(String fingerprint) {
    return new LayerStore(CacheDirectory.standard(_ -> {})).layers(fingerprint).orElse("unknown");
  }

  private static LayerSubset tuned(
      ModelReference.Layers reference, GgufModel model, ProgressLine progress) {
    TuneReport report =
        new LayerStore(CacheDirectory.standard(progress::note))
            .read(model)
            .orElseThrow(
                () ->
                    new UsageException(
                        "%s: no layers of %s are known yet, run pyramid tune-layers --model %s"
                            .formatted(reference.name(), model.name(), reference.target().name())));
    if (!report.pays()) {
      progress.note(
          String.format(
              Locale.ROOT,
              "layers %s of %s are predicted %.2f times as fast as plain decoding",
              report.layers(),
              model.name(),
              report.predictedSpeedup()));
    }
    return LayerSubset.parse(report.layers());
  }
}
