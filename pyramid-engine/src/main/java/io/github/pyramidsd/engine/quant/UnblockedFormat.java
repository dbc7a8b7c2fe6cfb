package io.github.pyramidsd.engine.quant;

import java.lang.foreign.MemorySegment;

/**
 * Weights that are numbers of their own and share nothing: a tile block is one column of a tile.
 */
sealed interface UnblockedFormat extends WeightFormat permits F32, F16, Bf16 {

  /** The value of the weight that is stored at an offset. */
  float read(MemorySegment segment, long offset);

  @Override
  default int blockColumns() {
    return 1;
  }

  @Override
  default int tileBlockBytes() {
    return TILE_ROWS * type().blockBytes();
  }

  @Override
  default void pack(
      MemorySegment source, long offset, MemorySegment target, long tileBlock, int lane) {
    int bytes = type().blockBytes();
    MemorySegment.copy(source, offset, target, tileBlock + (long) lane * bytes, bytes);
  }

  @Override
  default float weight(MemorySegment matrix, long tileBlock, int column, int lane) {
    return read(matrix, tileBlock + (long) lane * type().blockBytes());
  }

  @Override
  default float accumulate(
      MemorySegment matrix,
      long tileBlock,
      int lane,
      float[] x,
      int offset,
      int stride,
      float sum) {
    return Math.fma(weight(matrix, tileBlock, 0, lane), x[offset], sum);
  }
}
