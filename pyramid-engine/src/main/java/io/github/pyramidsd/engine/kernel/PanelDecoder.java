package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.bytes;
import static io.github.pyramidsd.engine.kernel.Vectors.floats;
import static io.github.pyramidsd.engine.kernel.Vectors.high;
import static io.github.pyramidsd.engine.kernel.Vectors.low;
import static io.github.pyramidsd.engine.kernel.Vectors.unsignedBytes;

import io.github.pyramidsd.engine.quant.Bf16;
import io.github.pyramidsd.engine.quant.BlockFormat;
import io.github.pyramidsd.engine.quant.F16;
import io.github.pyramidsd.engine.quant.F32;
import io.github.pyramidsd.engine.quant.IQ4_NL;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.PlainFormat;
import io.github.pyramidsd.engine.quant.QuantLayout;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Decodes columns of a tile to a panel of floats: the weights' numbers, before scale and offset.
 */
final class PanelDecoder {

  private static final int ROWS = WeightFormat.TILE_ROWS;
  private static final int UNIT = WeightFormat.UNIT_COLUMNS;
  private static final float[] IQ4_NL_VALUES = values();

  private PanelDecoder() {}

  /**
   * Decodes columns {@code [from, to)}, whole units, to {@code panel}, (columns, row of the tile).
   */
  static void decode(PackedMatrix matrix, int tile, int from, int to, float[] panel) {
    MemorySegment w = matrix.data();
    long unit = matrix.unit(tile, from);
    for (int column = from; column < to; column += UNIT) {
      int at = (column - from) * ROWS;
      switch (matrix.format()) {
        case PlainFormat plain -> plain(plain, w, unit, panel, at);
        case IQ4_NL _ -> {
          nibbles(w, unit, panel, at);
          lookUp(panel, at);
        }
        case BlockFormat block -> quants(block.quants(), w, unit, panel, at);
      }
      unit += matrix.format().unitBytes();
    }
  }

  private static void plain(PlainFormat format, MemorySegment w, long unit, float[] panel, int at) {
    switch (format) {
      case F32 _ -> {
        for (int i = 0; i < UNIT * ROWS; i += LANES) {
          floats(w, unit + (long) i * Float.BYTES).intoArray(panel, at + i);
        }
      }
      case F16 _ -> {
        for (int i = 0; i < UNIT * ROWS; i += LANES) {
          Vectors.halves(w, unit + (long) i * Short.BYTES).intoArray(panel, at + i);
        }
      }
      case Bf16 _ -> {
        for (int i = 0; i < UNIT * ROWS; i += LANES) {
          IntVector upper = Vectors.unsignedShorts(w, unit + (long) i * Short.BYTES);
          upper
              .lanewise(VectorOperators.LSHL, Short.SIZE)
              .reinterpretAsFloats()
              .intoArray(panel, at + i);
        }
      }
    }
  }

  private static void quants(
      QuantLayout layout, MemorySegment w, long unit, float[] panel, int at) {
    if (layout.signed()) {
      for (int i = 0; i < UNIT * ROWS; i += LANES) {
        bytes(w, unit + i).intoArray(panel, at + i);
      }
    } else if (layout.lowBits() == 4 && layout.highBits() == 0) {
      nibbles(w, unit, panel, at);
    } else {
      planes(layout, w, unit, panel, at);
    }
  }

  private static void nibbles(MemorySegment w, long unit, float[] panel, int at) {
    for (int i = 0; i < UNIT / 2 * ROWS; i += LANES) {
      IntVector both = unsignedBytes(w, unit + i);
      int to = at + i / ROWS * 2 * ROWS + i % ROWS;
      low(both).intoArray(panel, to);
      high(both).intoArray(panel, to + ROWS);
    }
  }

  /** Any layout, a column at a time. */
  private static void planes(
      QuantLayout layout, MemorySegment w, long unit, float[] panel, int at) {
    int lowBits = layout.lowBits();
    int highBits = layout.highBits();
    long highPlane = unit + layout.highPlane();
    for (int column = 0; column < UNIT; column++) {
      for (int lane = 0; lane < ROWS; lane += LANES) {
        IntVector quant = bits(w, unit, lowBits, column, lane);
        if (highBits > 0) {
          quant =
              bits(w, highPlane, highBits, column, lane)
                  .lanewise(VectorOperators.LSHL, lowBits)
                  .or(quant);
        }
        Vectors.toFloats(quant).intoArray(panel, at + column * ROWS + lane);
      }
    }
  }

  private static IntVector bits(MemorySegment w, long plane, int bits, int column, int lane) {
    int bit = column * bits;
    return unsignedBytes(w, plane + (long) (bit / Byte.SIZE) * ROWS + lane)
        .lanewise(VectorOperators.LSHR, bit % Byte.SIZE)
        .and((1 << bits) - 1);
  }

  /** Replaces indices by the values of {@link IQ4_NL}. */
  private static void lookUp(float[] panel, int at) {
    for (int i = at; i < at + UNIT * ROWS; i++) {
      panel[i] = IQ4_NL_VALUES[(int) panel[i]];
    }
  }

  private static float[] values() {
    byte[] values = IQ4_NL.values();
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = values[i];
    }
    return floats;
  }
}
