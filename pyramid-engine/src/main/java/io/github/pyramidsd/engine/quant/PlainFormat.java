package io.github.pyramidsd.engine.quant;

import java.lang.foreign.MemorySegment;

/** Weights that are numbers of their own: they have a scale of 1 and share nothing. */
public sealed interface PlainFormat extends WeightFormat permits F32, F16, Bf16 {

  /** The value of the weight that is stored at an offset. */
  float read(MemorySegment segment, long offset);

  @Override
  default int blockColumns() {
    return UNIT_COLUMNS;
  }

  @Override
  default int groupColumns() {
    return UNIT_COLUMNS;
  }

  @Override
  default int unitBytes() {
    return UNIT_COLUMNS * TILE_ROWS * type().blockBytes();
  }

  @Override
  default int scaleBytes() {
    return 0;
  }

  @Override
  default boolean hasOffsets() {
    return false;
  }

  @Override
  default void pack(
      MemorySegment source,
      long offset,
      long rowBytes,
      int rows,
      MemorySegment target,
      long units,
      long scales,
      PackBuffers buffers) {
    int bytes = type().blockBytes();
    for (int column = 0; column < UNIT_COLUMNS; column++) {
      for (int lane = 0; lane < rows; lane++) {
        long from = offset + lane * rowBytes + (long) column * bytes;
        long to = units + (long) (column * TILE_ROWS + lane) * bytes;
        if (bytes == Short.BYTES) {
          target.set(SHORT, to, source.get(SHORT, from));
        } else {
          target.set(FLOAT, to, source.get(FLOAT, from));
        }
      }
    }
  }

  @Override
  default float number(MemorySegment matrix, long unit, int column, int lane) {
    return read(matrix, unit + (long) (column * TILE_ROWS + lane) * type().blockBytes());
  }

  @Override
  default float scale(MemorySegment matrix, long scales, int group, int lane) {
    return 1;
  }

  @Override
  default float offset(MemorySegment matrix, long scales, int group, int lane) {
    return 0;
  }
}
