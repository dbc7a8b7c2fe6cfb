package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.engine.gguf.TensorType;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;

/**
 * The Vector API. A vector's lanes are rows of a tile (or positions of a tile of keys, or numbers
 * of a value), so each lane sums on its own, in the order that {@link ScalarKernels} sums in.
 *
 * <p>What hides the latency of the additions is several independent sums side by side: 8 tokens of
 * one tile, 4 tokens of two, or one token of four. Where there are fewer tiles left, the last one
 * is computed again, which writes the same numbers to the same place.
 */
final class VectorKernels implements Kernels {

  private static final int TILE_ROWS = WeightFormat.TILE_ROWS;

  private final ScalarKernels rest = new ScalarKernels();

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int vectorBits() {
    return Vectors.FLOATS.vectorBitSize();
  }

  @Override
  public void multiply(
      PackedMatrix matrix,
      Activations x,
      int fromTile,
      int toTile,
      float[] y,
      int stride,
      Scratch scratch) {
    switch (matrix.format().type()) {
      case F32, Q8_0 -> {
        int tile = fromTile;
        while (tile < toTile) {
          int count = Math.min(4, toTile - tile);
          multiplyTiles(matrix, matrix.data(), tile, tile, count, x, y, stride, scratch);
          tile += count;
        }
      }
      case F16, BF16 -> {
        MemorySegment decoded = scratch.tile(matrix.columns());
        for (int tile = fromTile; tile < toTile; tile++) {
          HalfKernels.decodeTile(matrix, tile, decoded);
          multiplyTiles(matrix, decoded, 0, tile, 1, x, y, stride, scratch);
        }
      }
      default ->
          throw new IllegalArgumentException(
              "no vector kernel for " + matrix.format().type().displayName());
    }
  }

  /**
   * Multiplies up to four tiles with all groups of tokens.
   *
   * @param weights where the tiles are read from
   * @param source the first tile there
   * @param tile the first tile in the matrix, which says where its outputs go
   */
  private static void multiplyTiles(
      PackedMatrix matrix,
      MemorySegment weights,
      int source,
      int tile,
      int count,
      Activations x,
      float[] y,
      int stride,
      Scratch scratch) {
    boolean quantized = matrix.format().type() == TensorType.Q8_0;
    float[] sums = scratch.outputs;
    for (int first = 0; first < x.tokens(); first += Activations.GROUP) {
      int width = x.groupWidth(first);
      int offset = x.groupOffset(first);
      int step = width == 8 ? 1 : width == 4 ? 2 : 4;
      for (int i = 0; i < count; i += step) {
        int tiles = Math.min(step, count - i);
        if (quantized) {
          Q8Kernels.multiply(
              weights,
              (source + i) * matrix.tileBytes(),
              matrix.tileBytes(),
              tiles,
              matrix.columns(),
              x.data(),
              offset,
              width,
              sums);
        } else {
          F32Kernels.multiply(
              weights,
              (long) (source + i) * matrix.columns() * TILE_ROWS * Float.BYTES,
              (long) matrix.columns() * TILE_ROWS * Float.BYTES,
              tiles,
              matrix.columns(),
              x.data(),
              offset,
              width,
              sums);
        }
        int tokens = Math.min(width, x.tokens() - first);
        store(matrix, tile + i, tiles, sums, width, first, tokens, y, stride);
      }
    }
  }

  /** Copies the sums of a group, (tile, token, row of the tile), to where they belong. */
  private static void store(
      PackedMatrix matrix,
      int tile,
      int tiles,
      float[] sums,
      int width,
      int firstToken,
      int tokens,
      float[] y,
      int stride) {
    for (int i = 0; i < tiles; i++) {
      int row = (tile + i) * TILE_ROWS;
      int rows = Math.min(TILE_ROWS, matrix.rows() - row);
      for (int t = 0; t < tokens; t++) {
        System.arraycopy(
            sums, (i * width + t) * TILE_ROWS, y, (firstToken + t) * stride + row, rows);
      }
    }
  }

  @Override
  public void attend(
      float[] q,
      int offset,
      HeadCache cache,
      int positions,
      float scale,
      float[] out,
      Scratch scratch) {
    float[] scores = scratch.scores(positions);
    AttentionKernels.scores(cache, q, offset, positions, scores);
    ExponentialKernels.softmax(scores, positions, scale, scratch.sums);
    AttentionKernels.weigh(cache, scores, positions, out, offset);
  }

  @Override
  public void swiglu(float[] gate, float[] up, int from, int to) {
    int done = ExponentialKernels.swiglu(gate, up, from, to);
    rest.swiglu(gate, up, done, to);
  }
}
