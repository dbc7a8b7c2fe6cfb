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
   * @param quants (row of the tile, {@code stride}), of which the unit begins at {@code column}
   */
  void store(byte[] quants, int column, int stride, MemorySegment target, long unit) {
    byte[] plane = new byte[planeBytes(lowBits)];
    fill(plane, quants, column, stride, lowBits, 0);
    MemorySegment.copy(plane, 0, target, ValueLayout.JAVA_BYTE, unit, plane.length);
    if (highBits > 0) {
      plane = new byte[planeBytes(highBits)];
      fill(plane, quants, column, stride, highBits, lowBits);
      MemorySegment.copy(plane, 0, target, ValueLayout.JAVA_BYTE, unit + highPlane(), plane.length);
    }
  }

  private static void fill(
      byte[] plane, byte[] quants, int column, int stride, int bits, int shift) {
    int perByte = Byte.SIZE / bits;
    int mask = (1 << bits) - 1;
    for (int at = 0; at < plane.length; at++) {
      int from = at % TILE_ROWS * stride + column + at / TILE_ROWS * perByte;
      int value = 0;
      for (int i = 0; i < perByte; i++) {
        value |= ((quants[from + i] >> shift) & mask) << (i * bits);
      }
      plane[at] = (byte) value;
    }
  }
}
