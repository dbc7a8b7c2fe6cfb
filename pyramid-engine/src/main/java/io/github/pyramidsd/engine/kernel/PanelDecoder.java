package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.BYTES;
import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.INTS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.ORDER;
import static io.github.pyramidsd.engine.kernel.Vectors.SHORTS;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import io.github.pyramidsd.engine.quant.Bf16;
import io.github.pyramidsd.engine.quant.BlockFormat;
import io.github.pyramidsd.engine.quant.F16;
import io.github.pyramidsd.engine.quant.F32;
import io.github.pyramidsd.engine.quant.IQ4_NL;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.QuantLayout;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Decodes columns of a tile to a panel of floats: the weights' numbers, before scale and offset.
 * Every loop is a method of its own, see {@link ScaleDecoder}.
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
    int count = (to - from) * ROWS;
    switch (matrix.format()) {
      case F32 _ -> decodeFloats(w, unit, count, panel);
      case F16 _ -> Halves.decode(w, unit, count, panel, 0);
      case Bf16 _ -> decodeUpperHalves(w, unit, count, panel);
      case BlockFormat format -> {
        QuantLayout layout = format.quants();
        if (layout.signed()) {
          decodeBytes(w, unit, count, panel);
        } else if (layout.highBits() == 0) {
          decodeLow(layout, w, unit, count, panel, 0);
        } else {
          for (int at = 0; at < count; at += UNIT * ROWS) {
            decodeLow(layout, w, unit, UNIT * ROWS, panel, at);
            addHigh(layout, w, unit + layout.highPlane(), panel, at);
            unit += layout.unitBytes();
          }
        }
        if (format instanceof IQ4_NL) {
          lookUp(panel, count);
        }
      }
    }
  }

  private static void decodeFloats(MemorySegment w, long from, int count, float[] panel) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector.fromMemorySegment(FLOATS, w, from + (long) i * Float.BYTES, ORDER)
          .intoArray(panel, i);
    }
  }

  /** Numbers of 16 bits that are the upper half of a float. */
  private static void decodeUpperHalves(MemorySegment w, long from, int count, float[] panel) {
    for (int i = 0; i < count; i += LANES) {
      ((IntVector)
              ShortVector.fromMemorySegment(SHORTS, w, from + (long) i * Short.BYTES, ORDER)
                  .convertShape(ZERO_EXTEND_S2I, INTS, 0))
          .lanewise(LSHL, Short.SIZE)
          .reinterpretAsFloats()
          .intoArray(panel, i);
    }
  }

  private static void decodeBytes(MemorySegment w, long from, int count, float[] panel) {
    for (int i = 0; i < count; i += LANES) {
      ((FloatVector)
              ByteVector.fromMemorySegment(BYTES, w, from + i, ORDER).convertShape(B2F, FLOATS, 0))
          .intoArray(panel, i);
    }
  }

  private static void decodeLow(
      QuantLayout layout, MemorySegment w, long plane, int count, float[] panel, int at) {
    for (int lane = 0; lane < ROWS; lane += LANES) {
      if (layout.lowBits() == 4) {
        decodePairs(w, plane + lane, count / (2 * ROWS), panel, at + lane);
      } else {
        decodeQuads(w, plane + lane, count / (4 * ROWS), panel, at + lane);
      }
    }
  }

  private static void addHigh(
      QuantLayout layout, MemorySegment w, long plane, float[] panel, int at) {
    float factor = 1 << layout.lowBits();
    for (int lane = 0; lane < ROWS; lane += LANES) {
      if (layout.highBits() == 2) {
        addQuads(w, plane + lane, factor, panel, at + lane);
      } else {
        addOctets(w, plane + lane, factor, panel, at + lane);
      }
    }
  }

  /** Bytes of two columns. */
  private static void decodePairs(MemorySegment w, long from, int pairs, float[] panel, int at) {
    for (int i = 0; i < pairs; i++) {
      IntVector both =
          (IntVector)
              ByteVector.fromMemorySegment(BYTES, w, from + (long) i * ROWS, ORDER)
                  .convertShape(ZERO_EXTEND_B2I, INTS, 0);
      ((FloatVector) both.and(0xf).convert(I2F, 0)).intoArray(panel, at + 2 * i * ROWS);
      ((FloatVector) both.lanewise(LSHR, 4).convert(I2F, 0))
          .intoArray(panel, at + (2 * i + 1) * ROWS);
    }
  }

  /** Bytes of four columns. */
  private static void decodeQuads(MemorySegment w, long from, int quads, float[] panel, int at) {
    for (int i = 0; i < quads; i++) {
      IntVector four =
          (IntVector)
              ByteVector.fromMemorySegment(BYTES, w, from + (long) i * ROWS, ORDER)
                  .convertShape(ZERO_EXTEND_B2I, INTS, 0);
      int to = at + 4 * i * ROWS;
      ((FloatVector) four.and(3).convert(I2F, 0)).intoArray(panel, to);
      ((FloatVector) four.lanewise(LSHR, 2).and(3).convert(I2F, 0)).intoArray(panel, to + ROWS);
      ((FloatVector) four.lanewise(LSHR, 4).and(3).convert(I2F, 0)).intoArray(panel, to + 2 * ROWS);
      ((FloatVector) four.lanewise(LSHR, 6).and(3).convert(I2F, 0)).intoArray(panel, to + 3 * ROWS);
    }
  }

  /** A unit's bytes of the high bits of four columns. */
  private static void addQuads(MemorySegment w, long from, float factor, float[] panel, int at) {
    for (int i = 0; i < UNIT / 4; i++) {
      IntVector four =
          (IntVector)
              ByteVector.fromMemorySegment(BYTES, w, from + (long) i * ROWS, ORDER)
                  .convertShape(ZERO_EXTEND_B2I, INTS, 0);
      int to = at + 4 * i * ROWS;
      ((FloatVector) four.and(3).convert(I2F, 0))
          .mul(factor)
          .add(FloatVector.fromArray(FLOATS, panel, to))
          .intoArray(panel, to);
      ((FloatVector) four.lanewise(LSHR, 2).and(3).convert(I2F, 0))
          .mul(factor)
          .add(FloatVector.fromArray(FLOATS, panel, to + ROWS))
          .intoArray(panel, to + ROWS);
      ((FloatVector) four.lanewise(LSHR, 4).and(3).convert(I2F, 0))
          .mul(factor)
          .add(FloatVector.fromArray(FLOATS, panel, to + 2 * ROWS))
          .intoArray(panel, to + 2 * ROWS);
      ((FloatVector) four.lanewise(LSHR, 6).and(3).convert(I2F, 0))
          .mul(factor)
          .add(FloatVector.fromArray(FLOATS, panel, to + 3 * ROWS))
          .intoArray(panel, to + 3 * ROWS);
    }
  }

  /** A unit's bytes of the high bits of eight columns. */
  private static void addOctets(MemorySegment w, long from, float factor, float[] panel, int at) {
    for (int i = 0; i < UNIT / 8; i++) {
      IntVector eight =
          (IntVector)
              ByteVector.fromMemorySegment(BYTES, w, from + (long) i * ROWS, ORDER)
                  .convertShape(ZERO_EXTEND_B2I, INTS, 0);
      int to = at + 8 * i * ROWS;
      for (int bit = 0; bit < 8; bit++) {
        ((FloatVector) eight.lanewise(LSHR, bit).and(1).convert(I2F, 0))
            .mul(factor)
            .add(FloatVector.fromArray(FLOATS, panel, to + bit * ROWS))
            .intoArray(panel, to + bit * ROWS);
      }
    }
  }

  /** Replaces indices by the values of {@link IQ4_NL}. */
  private static void lookUp(float[] panel, int count) {
    for (int i = 0; i < count; i++) {
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
