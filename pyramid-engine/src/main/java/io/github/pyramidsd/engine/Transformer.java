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

  private static final double BYTES_PER_SECOND = 4e10;
  private static final double MULTIPLY_ADDS_PER_SECOND = 1.5e11;
  private static final double SECONDS_PER_LAYER = 8e-6;
  private static final double SECONDS_PER_LAYER_AND_TOKEN = 12e-6;

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
            engine.warmUp(),
            (positions, bytes) ->
                new MemoryDemand(name, 0, positions, bytes).require(availableMemory.getAsLong()),
            closed -> owners.forEach(owner -> owner.remove(closed)));
    owners.forEach(owner -> owner.add(session));
    return session;
  }

  ForwardWork work(int position, int tokens, int rows) {
    return ForwardWork.of(config, weights, position, tokens, rows);
  }

  /**
   * What a pass takes on a usual machine of two cores: weights come from memory; where there are
   * several tokens, multiplying with them takes longer than that, four at a time; and every layer
   * has other work besides. Fitted to what the kernels took (docs/performance.md); elsewhere the
   * ratios are alike.
   */
  double estimateSeconds(int position, int tokens) {
    int multiplied = tokens == 1 ? 1 : (tokens + 3) / 4 * 4;
    ForwardWork work = work(position, multiplied, multiplied);
    double multiplying = tokens == 1 ? 0 : work.multiplyAdds() / MULTIPLY_ADDS_PER_SECOND;
    return work.weightBytes() / BYTES_PER_SECOND
        + multiplying
        + config.layers() * (SECONDS_PER_LAYER + tokens * SECONDS_PER_LAYER_AND_TOKEN);
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
