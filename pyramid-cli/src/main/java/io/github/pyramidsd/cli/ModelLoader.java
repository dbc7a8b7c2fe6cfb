package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.Engine.CacheType;
import io.github.pyramidsd.engine.Engine.KernelChoice;
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
  }

  /** What the models compute with. */
  Computation computation();

  LanguageModel open(ModelReference reference) throws IOException;

  @Override
  void close();
}
