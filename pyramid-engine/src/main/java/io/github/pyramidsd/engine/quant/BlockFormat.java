package io.github.pyramidsd.engine.quant;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Weights that are small whole numbers (<i>quants</i>), with scales that blocks of them share. A
 * format says how its blocks are stored; {@link QuantLayout} and {@link ScaleLayout} say how they
 * are laid out in memory.
 */
public sealed interface BlockFormat extends WeightFormat
    permits Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL {

  /** How quants lie in memory. */
  QuantLayout quants();

  /** How scales and offsets lie in memory. */
  ScaleLayout scales();

  /**
   * The quant that stands for 0, where scales are without minimum: the offset is scale times this.
   */
  int zeroPoint();

  /**
   * Reads one stored block of a row.
   *
   * @param quants receives the quants, from {@code at} on
   * @param shared receives what the block shares
   */
  void unpack(MemorySegment source, long offset, byte[] quants, int at, SharedScales shared);

  /** What a quant stands for, before scale and offset. */
  default float value(int quant) {
    return quant;
  }

  @Override
  default int blockColumns() {
    return type().blockSize();
  }

  @Override
  default int groupColumns() {
    return blockColumns() / scales().groups();
  }

  @Override
  default int unitBytes() {
    return quants().unitBytes();
  }

  @Override
  default int scaleBytes() {
    return scales().bytes();
  }

  @Override
  default boolean hasOffsets() {
    return zeroPoint() != 0 || scales().hasMinimums();
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
    int columns = blockColumns();
    if (rows < TILE_ROWS) {
      Arrays.fill(buffers.quants, (byte) 0);
    }
    for (int lane = 0; lane < rows; lane++) {
      unpack(source, offset + lane * rowBytes, buffers.quants, lane * columns, buffers.shared);
      scales().store(buffers.shared, target, scales, lane);
    }
    for (int column = 0; column < columns; column += UNIT_COLUMNS) {
      long unit = units + (long) column / UNIT_COLUMNS * unitBytes();
      quants().store(buffers, column, columns, target, unit);
    }
  }

  @Override
  default float number(MemorySegment matrix, long unit, int column, int lane) {
    return value(quants().load(matrix, unit, column, lane));
  }

  @Override
  default float scale(MemorySegment matrix, long scales, int group, int lane) {
    return scales().scale(matrix, scales, group, lane);
  }

  @Override
  default float offset(MemorySegment matrix, long scales, int group, int lane) {
    return scales().hasMinimums()
        ? scales().minimum(matrix, scales, group, lane)
        : zeroPoint() * scale(matrix, scales, group, lane);
  }
}
