package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.LayerSkippingModel;
import org.jspecify.annotations.Nullable;

/** Says of models that were made for measuring what they are, so that no figure passes as real. */
final class Synthetic {

  private Synthetic() {}

  /** {@code random} or {@code planted}; null of a model that was trained. */
  static @Nullable String kind(LanguageModel model) {
    return switch (model) {
      case GgufModel gguf -> gguf.synthetic().orElse(null);
      case LayerSkippingModel layers -> kind(layers.model());
      default -> null;
    };
  }

  /** A name as people read it. */
  static String label(String name, @Nullable String kind) {
    return kind == null ? name : name + " (" + kind + ", not a trained model)";
  }
}
