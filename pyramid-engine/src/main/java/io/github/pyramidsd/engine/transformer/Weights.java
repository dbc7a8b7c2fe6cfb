package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.engine.quant.PackedMatrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a transformer. A matrix has shape (outputs, inputs).
 *
 * @param embedding (vocabulary, width): a token's first state
 * @param blocks the layers
 * @param outputNorm (width)
 * @param output (vocabulary, width): from the last state to logits; the embedding itself where the
 *     two are tied
 * @param ropeFactors (rotated / 2): divide the rotation's frequencies, as Llama 3.1 has it; null if
 *     the model has none
 */
@SuppressWarnings("ArrayRecordComponent") // shared by all sessions, changed by none
public record Weights(
    PackedMatrix embedding,
    List<Block> blocks,
    float[] outputNorm,
    PackedMatrix output,
    float @Nullable [] ropeFactors) {

  /** Only these layers, in this order; all matrices are the same ones, not copies. */
  public Weights withLayers(List<Integer> layers) {
    return new Weights(
        embedding, layers.stream().map(blocks::get).toList(), outputNorm, output, ropeFactors);
  }

  /**
   * The weights of a layer. Biases, and norms of queries and keys, are null where the model has
   * none.
   *
   * @param attentionNorm (width)
   * @param query (queryWidth, width)
   * @param key (keyValueWidth, width)
   * @param value (keyValueWidth, width)
   * @param queryBias (queryWidth)
   * @param keyBias (keyValueWidth)
   * @param valueBias (keyValueWidth)
   * @param queryNorm (headSize)
   * @param keyNorm (headSize)
   * @param attentionOutput (width, queryWidth)
   * @param feedForwardNorm (width)
   * @param gate (hidden, width)
   * @param up (hidden, width)
   * @param down (width, hidden)
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Block(
      float[] attentionNorm,
      PackedMatrix query,
      PackedMatrix key,
      PackedMatrix value,
      float @Nullable [] queryBias,
      float @Nullable [] keyBias,
      float @Nullable [] valueBias,
      float @Nullable [] queryNorm,
      float @Nullable [] keyNorm,
      PackedMatrix attentionOutput,
      float[] feedForwardNorm,
      PackedMatrix gate,
      PackedMatrix up,
      PackedMatrix down) {}
}
