package io.github.pyramidsd.engine.kernel;

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

  /** The most tiles that are computed side by side. */
  private static final int TILES = 4;

  private final TileKernels f32 = new F32Kernels();
  private final TileKernels q8 = new Q8Kernels();
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
      case F32 -> multiply(f32, matrix, x, fromTile, toTile, y, stride, scratch);
      case Q8_0 -> multiply(q8, matrix, x, fromTile, toTile, y, stride, scratch);
      case F16, BF16 -> {
        MemorySegment decoded = scratch.tile(matrix.columns());
        for (int tile = fromTile; tile < toTile; tile++) {
          HalfKernels.decodeTile(matrix, tile, decoded);
          multiplyTiles(f32, matrix, decoded, 0, tile, 1, x, y, stride, scratch);
        }
      }
      default ->
          throw new IllegalArgumentException(
              "no vector kernel for " + matrix.format().type().displayName());
    }
  }

  private static void multiply(
      TileKernels kernels,
      PackedMatrix matrix,
      Activations x,
      int fromTile,
      int toTile,
      float[] y,
      int stride,
      Scratch scratch) {
    for (int tile = fromTile; tile < toTile; tile += TILES) {
      int count = Math.min(TILES, toTile - tile);
      long from = tile * kernels.tileBytes(matrix.columns());
      multiplyTiles(kernels, matrix, matrix.data(), from, tile, count, x, y, stride, scratch);
    }
  }

  /**
   * Multiplies up to four tiles with all groups of tokens.
   *
   * @param weights where the tiles are read from
   * @param from where the first tile starts there
   * @param tile the first tile in the matrix, which says where its outputs go
   */
  private static void multiplyTiles(
      TileKernels kernels,
      PackedMatrix matrix,
      MemorySegment weights,
      long from,
      int tile,
      int count,
      Activations x,
      float[] y,
      int stride,
      Scratch scratch) {
    long tileBytes = kernels.tileBytes(matrix.columns());
    for (int first = 0; first < x.tokens(); first += Activations.GROUP) {
      int width = x.groupWidth(first);
      int step = width == 8 ? 1 : width == 4 ? 2 : TILES;
      for (int i = 0; i < count; i += step) {
        int tiles = Math.min(step, count - i);
        multiplyGroup(kernels, weights, from + i * tileBytes, tiles, x, first, scratch.outputs);
        int tokens = Math.min(width, x.tokens() - first);
        store(matrix, tile + i, tiles, scratch.outputs, width, first, tokens, y, stride);
      }
    }
  }

  /** Multiplies one tile with a group of 8 tokens, up to two with 4, or up to four with one. */
  private static void multiplyGroup(
      TileKernels kernels,
      MemorySegment w,
      long tile,
      int tiles,
      Activations x,
      int first,
      float[] sums) {
    float[] data = x.data();
    int columns = x.columns();
    int offset = x.groupOffset(first);
    long bytes = kernels.tileBytes(columns);
    long last = tile + (tiles - 1) * bytes;
    for (int lane = 0; lane < TILE_ROWS; lane += Vectors.LANES) {
      switch (x.groupWidth(first)) {
        case 8 -> kernels.oneTileEightTokens(w, tile, columns, data, offset, sums, lane);
        case 4 -> kernels.twoTilesFourTokens(w, tile, last, columns, data, offset, sums, lane);
        default -> {
          long second = Math.min(tile + bytes, last);
          long third = Math.min(tile + 2 * bytes, last);
          kernels.fourTilesOneToken(
              w, tile, second, third, last, columns, data, offset, sums, lane);
        }
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
