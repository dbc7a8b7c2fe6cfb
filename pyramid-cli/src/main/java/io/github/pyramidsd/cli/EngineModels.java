package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.CacheType;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.engine.LoadOptions;
import io.github.pyramidsd.models.EmbeddedFamily;
import io.github.pyramidsd.models.Models;
import java.io.IOException;

/** Opens models on an engine of its own. */
final class EngineModels implements ModelLoader {

  private final Engine engine;

  private EngineModels(Engine engine) {
    this.engine = engine;
  }

  static ModelLoader start(int threads, KernelChoice kernels, CacheType cacheType) {
    return new EngineModels(Engine.start(threads, kernels, cacheType));
  }

  @Override
  public Computation computation() {
    return new Computation(engine.threads(), engine.kernels(), engine.vectorBits());
  }

  @Override
  public LanguageModel open(ModelReference reference, LoadOptions options) throws IOException {
    return switch (reference) {
      case ModelReference.Named(String name) -> Models.open(name, engine, options);
      case ModelReference.Embedded(EmbeddedFamily family, Role role) ->
          switch (role) {
            case DRAFT -> family.draft(engine);
            case QUALIFIER -> family.qualifier(engine);
            case TARGET -> family.target(engine);
          };
      case ModelReference.Layers layers ->
          throw new IllegalArgumentException(layers.name() + ": its target is opened instead");
    };
  }

  @Override
  public void close() {
    engine.close();
  }
}
