package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.BYTES;
import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.INTS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.ORDER;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import io.github.pyramidsd.engine.quant.BlockFormat;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.ScaleLayout;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;

/**
 * Decodes the scales and offsets of a tile to floats, {@code (group, row of the tile)}.
 *
 * <p>Each pass is a method of its own with a single flat loop of few vector operations, because the
 * JIT stops inlining in a method that has grown too large, and a vector that is handed to a method
 * that is not inlined is allocated. Everything for a block in one pass took six times as long.
 */
final class ScaleDecoder {

  private static final int ROWS = WeightFormat.TILE_ROWS;

  private ScaleDecoder() {}

  /**
   * Decodes a tile.
   *
   * @param scales receives the scales, from {@code at} on
   * @param offsets receives the offsets likewise, where the format has any
   */
  static void decode(
      PackedMatrix matrix, int tile, float[] scales, float[] offsets, int at, Scratch scratch) {
    if (!(matrix.format() instanceof BlockFormat format)) {
      int groups = matrix.columns() / matrix.format().groupColumns();
      Arrays.fill(scales, at, at + groups * ROWS, 1);
      return;
    }
    int blocks = matrix.columns() / format.blockColumns();
    MemorySegment w = matrix.data();
    long from = matrix.scales(tile, 0);
    ScaleLayout layout = format.scales();
    if (layout == ScaleLayout.SCALE) {
      Halves.decode(w, from, blocks * ROWS, scales, at);
    } else if (layout == ScaleLayout.SCALE_AND_MINIMUM) {
      decodePairs(w, from, blocks, scales, offsets, at);
    } else {
      decodeGroups(format, w, from, blocks, scales, offsets, at, scratch);
    }
    if (format.hasOffsets() && !layout.hasMinimums()) {
      int count = blocks * layout.groups() * ROWS;
      multiply(scales, format.zeroPoint(), offsets, at, count);
    }
  }

  /** Blocks of one group, which has a scale and a minimum. */
  private static void decodePairs(
      MemorySegment w, long from, int blocks, float[] scales, float[] offsets, int at) {
    int bytes = ScaleLayout.SCALE_AND_MINIMUM.bytes();
    int minimums = ScaleLayout.SCALE_AND_MINIMUM.minimums();
    for (int block = 0; block < blocks; block++) {
      Halves.decode(w, from + (long) block * bytes, ROWS, scales, at + block * ROWS);
    }
    for (int block = 0; block < blocks; block++) {
      Halves.decode(w, from + minimums + (long) block * bytes, ROWS, offsets, at + block * ROWS);
    }
    multiply(offsets, -1, offsets, at, blocks * ROWS);
  }

  /** Blocks of several groups: what their scales and minimums are multiples of, then those. */
  private static void decodeGroups(
      BlockFormat format,
      MemorySegment w,
      long from,
      int blocks,
      float[] scales,
      float[] offsets,
      int at,
      Scratch scratch) {
    ScaleLayout layout = format.scales();
    int halves = layout.multiples() / Short.BYTES;
    float[] units = scratch.units(blocks * halves);
    for (int block = 0; block < blocks; block++) {
      Halves.decode(w, from + (long) block * layout.bytes(), halves, units, block * halves);
    }
    int size = layout.groups() * ROWS;
    for (int block = 0; block < blocks; block++) {
      long multiples = from + (long) block * layout.bytes() + layout.multiples();
      int to = at + block * size;
      if (layout.isSigned()) {
        decodeSigned(w, multiples, size, units, block * halves, scales, to);
      } else {
        decodeUnsigned(w, multiples, size, units, block * halves, scales, to);
      }
    }
    for (int block = 0; layout.hasMinimums() && block < blocks; block++) {
      long multiples = from + (long) block * layout.bytes() + layout.minimumMultiples();
      int unit = block * halves + ROWS;
      decodeUnsigned(w, multiples, size, units, unit, offsets, at + block * size);
    }
  }

  private static void decodeUnsigned(
      MemorySegment w, long from, int count, float[] units, int unit, float[] out, int at) {
    for (int i = 0; i < count; i += LANES) {
      Vector<Float> multiples =
          ByteVector.fromMemorySegment(BYTES, w, from + i, ORDER)
              .convertShape(ZERO_EXTEND_B2I, INTS, 0)
              .convert(I2F, 0);
      FloatVector.fromArray(FLOATS, units, unit + i % ROWS).mul(multiples).intoArray(out, at + i);
    }
  }

  private static void decodeSigned(
      MemorySegment w, long from, int count, float[] units, int unit, float[] out, int at) {
    for (int i = 0; i < count; i += LANES) {
      Vector<Float> multiples =
          ByteVector.fromMemorySegment(BYTES, w, from + i, ORDER).convertShape(B2F, FLOATS, 0);
      FloatVector.fromArray(FLOATS, units, unit + i % ROWS).mul(multiples).intoArray(out, at + i);
    }
  }

  private static void multiply(float[] values, float factor, float[] out, int at, int count) {
    for (int i = at; i < at + count; i += LANES) {
      FloatVector.fromArray(FLOATS, values, i).mul(factor).intoArray(out, i);
    }
  }
}
