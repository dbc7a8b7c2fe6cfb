package io.github.pyramidsd.engine.quant;

import static io.github.pyramidsd.engine.quant.WeightFormat.TILE_ROWS;
import static io.github.pyramidsd.engine.quant.WeightFormat.UNIT_COLUMNS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How the quants of a unit lie in memory: in a plane of their low bits and, where that does not
 * make whole fractions of a byte, another of their high bits. A byte of a plane holds as many
 * columns of one row as fit into it, the first in the lowest bits; the bytes of all rows lie side
 * by side, {@code [columns of a byte][row]}.
 *
 * @param lowBits of a quant in the first plane: 2, 4 or 8
 * @param highBits of a quant in the second plane: 0, 1 or 2
 * @param signed whether quants are signed; only those of 8 bits are
 */
public record QuantLayout(int lowBits, int highBits, boolean signed) {

  static final QuantLayout BYTES = new QuantLayout(8, 0, true);
  static final QuantLayout BITS_2 = new QuantLayout(2, 0, false);
  static final QuantLayout BITS_3 = new QuantLayout(2, 1, false);
  static final QuantLayout BITS_4 = new QuantLayout(4, 0, false);
  static final QuantLayout BITS_5 = new QuantLayout(4, 1, false);
  static final QuantLayout BITS_6 = new QuantLayout(4, 2, false);

  /** Bytes of a unit. */
  public int unitBytes() {
    return planeBytes(lowBits) + planeBytes(highBits);
  }

  /** Where the plane of high bits starts in a unit. */
  public int highPlane() {
    return planeBytes(lowBits);
  }

  private static int planeBytes(int bits) {
    return UNIT_COLUMNS * TILE_ROWS * bits / Byte.SIZE;
  }

  /** The quant of a column of a row. */
  int load(MemorySegment matrix, long unit, int column, int lane) {
    int low = bits(matrix, unit, lowBits, column, lane);
    if (signed) {
      return (byte) low;
    }
    return low | (bits(matrix, unit + highPlane(), highBits, column, lane) << lowBits);
  }

  private static int bits(MemorySegment matrix, long plane, int bits, int column, int lane) {
    if (bits == 0) {
      return 0;
    }
    int perByte = Byte.SIZE / bits;
    long at = plane + (long) column / perByte * TILE_ROWS + lane;
    int shift = column % perByte * bits;
    return (matrix.get(ValueLayout.JAVA_BYTE, at) >> shift) & ((1 << bits) - 1);
  }

  /**
   * Lays out a unit.
   *
   * @param buffers holds the quants of the tile's rows, (row, {@code stride}), of which the unit
   *     begins at {@code column}
   */
  void store(PackBuffers buffers, int column, int stride, MemorySegment target, long unit) {
    storePlane(buffers, column, stride, lowBits, 0, target, unit);
    if (highBits > 0) {
      storePlane(buffers, column, stride, highBits, lowBits, target, unit + highPlane());
    }
  }

  private static void storePlane(
      PackBuffers buffers,
      int column,
      int stride,
      int bits,
      int shift,
      MemorySegment target,
      long plane) {
    int rowBytes = UNIT_COLUMNS * bits / Byte.SIZE;
    if (bits == Byte.SIZE) {
      ByteTranspose.transpose(buffers.quants, column, stride, TILE_ROWS, rowBytes, buffers.plane);
    } else {
      for (int row = 0; row < TILE_ROWS; row++) {
        squeeze(buffers.quants, row * stride + column, bits, shift, buffers.rows, row * rowBytes);
      }
      ByteTranspose.transpose(buffers.rows, 0, rowBytes, TILE_ROWS, rowBytes, buffers.plane);
    }
    MemorySegment.copy(
        buffers.plane, 0, target, ValueLayout.JAVA_BYTE, plane, TILE_ROWS * rowBytes);
  }

  /** Puts some bits of the quants of a row's unit into as few bytes as they take. */
  private static void squeeze(byte[] quants, int from, int bits, int shift, byte[] out, int at) {
    int perByte = Byte.SIZE / bits;
    int mask = (1 << bits) - 1;
    for (int i = 0; i < UNIT_COLUMNS / perByte; i++) {
      int value = 0;
      for (int j = 0; j < perByte; j++) {
        value |= ((quants[from + i * perByte + j] >> shift) & mask) << (j * bits);
      }
      out[at + i] = (byte) value;
    }
  }
}
