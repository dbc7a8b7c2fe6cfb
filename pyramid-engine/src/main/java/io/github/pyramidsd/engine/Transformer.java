package io.github.pyramidsd.engine;

import io.github.pyramidsd.engine.Engine.CacheType;
import io.github.pyramidsd.engine.transformer.Config;
import io.github.pyramidsd.engine.transformer.TransformerSession;
import io.github.pyramidsd.engine.transformer.Weights;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What sessions are opened on: a whole model, or some of its layers.
 *
 * @param name what messages call it
 * @param weights in memory that belongs to the model
 * @param availableMemory is asked before a session takes any
 */
record Transformer(
    String name, Config config, Weights weights, Engine engine, LongSupplier availableMemory) {

  /** Only these layers, on the same weights. */
  Transformer withLayers(LayerSubset layers) {
    return new Transformer(
        "%s[layers %s]".formatted(name, layers),
        config.withLayers(layers.size()),
        weights.withLayers(layers.layers()),
        engine,
        availableMemory);
  }

  /**
   * Opens a context.
   *
   * @param owners whose closing closes it
   */
  TransformerSession open(int contextLength, CacheType cacheType, List<OpenSessions> owners) {
    owners.forEach(OpenSessions::checkOpen);
    TransformerSession session =
        new TransformerSession(
            config,
            weights,
            contextLength,
            cacheType.precision(),
            engine.computation(),
            engine.pool(),
            (positions, bytes) ->
                new MemoryDemand(name, 0, positions, bytes).require(availableMemory.getAsLong()),
            closed -> owners.forEach(owner -> owner.remove(closed)));
    owners.forEach(owner -> owner.add(session));
    return session;
  }

  ForwardWork work(int position, int tokens, int rows) {
    return ForwardWork.of(config, weights, position, tokens, rows);
  }

  /** The memory of weights and a context, which is no longer than the model's. */
  static MemoryDemand demand(
      String name, Config config, long weightBytes, int wantedContext, CacheType cacheType) {
    int length = Math.min(wantedContext, config.contextLength());
    long context =
        length == 0 ? 0 : TransformerSession.memoryBytes(config, length, cacheType.precision());
    return new MemoryDemand(name, weightBytes, length, context);
  }
}
