package io.github.pyramidsd.engine;

import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.transformer.Config;
import io.github.pyramidsd.engine.transformer.Weights;
import java.util.stream.Stream;

/**
 * What a forward pass has to do at the least, whatever computes it: to measure speed against.
 *
 * @param multiplyAdds multiplications with an addition, of weights and of attention
 * @param weightBytes the memory of all weight matrices that take part, each counted once
 */
public record ForwardWork(long multiplyAdds, long weightBytes) {

  static ForwardWork of(Config config, Weights weights, int position, int tokens, int rows) {
    if (position < 0 || tokens < 1 || rows < 0 || rows > tokens) {
      throw new IllegalArgumentException(
          "%s tokens at position %s with %s rows of logits, expected 1 or more, 0 or more, up to %s"
              .formatted(tokens, position, rows, tokens));
    }
    long weightsOfBlocks = 0;
    long bytes = 0;
    for (Weights.Block block : weights.blocks()) {
      for (PackedMatrix matrix : matrices(block).toList()) {
        weightsOfBlocks += weights(matrix);
        bytes += bytes(matrix);
      }
    }
    // The token at p attends to p + 1 positions: one product with the key, one with the value.
    long attended = (long) tokens * position + tokens * (tokens + 1L) / 2;
    long attention = 2 * attended * config.queryWidth() * config.layers();
    return new ForwardWork(
        tokens * weightsOfBlocks + attention + rows * weights(weights.output()),
        bytes + (rows > 0 ? bytes(weights.output()) : 0));
  }

  private static Stream<PackedMatrix> matrices(Weights.Block block) {
    return Stream.of(
        block.query(),
        block.key(),
        block.value(),
        block.attentionOutput(),
        block.gate(),
        block.up(),
        block.down());
  }

  private static long weights(PackedMatrix matrix) {
    return (long) matrix.rows() * matrix.columns();
  }

  private static long bytes(PackedMatrix matrix) {
    return PackedMatrix.bytes(matrix.format(), matrix.rows(), matrix.columns());
  }
}
