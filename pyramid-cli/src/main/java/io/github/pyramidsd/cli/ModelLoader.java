package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.Engine.CacheType;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.engine.LoadOptions;
import io.github.pyramidsd.models.Models;
import java.io.IOException;

/** Opens models; those must be closed before it. */
interface ModelLoader extends AutoCloseable {

  /** Starts a loader. */
  interface Starter {
    /**
     * Starts a loader of models that share an engine.
     *
     * @param threads that compute; 0 takes one for each core
     * @param cacheType how keys and values are stored
     */
    ModelLoader start(int threads, KernelChoice kernels, CacheType cacheType);

    /** Tells a model by its content, wherever it lies. */
    default String fingerprint(ModelReference reference) throws IOException {
      return switch (reference) {
        case ModelReference.Named(String name) -> Models.fingerprint(name);
        case ModelReference.Embedded embedded -> embedded.name();
        case ModelReference.Layers layers -> {
          String target = fingerprint(layers.target());
          yield target + "[" + (layers.isTuned() ? LayerViews.tuned(target) : layers.spec()) + "]";
        }
      };
    }
  }

  /** What the models compute with. */
  Computation computation();

  /** Opens a model without waiting to hear how far it is. */
  default LanguageModel open(ModelReference reference) throws IOException {
    return open(reference, LoadOptions.DEFAULT);
  }

  LanguageModel open(ModelReference reference, LoadOptions options) throws IOException;

  @Override
  void close();
}
