package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.BYTES;
import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.INTS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.ORDER;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;

/**
 * Tiles of 4-bit quants times groups of up to 8 tokens, straight from the packed weights: see
 * {@link ByteKernels}. A load brings two columns, of which one is masked out and the other shifted
 * down.
 *
 * <p>The Vector API is called directly and not through methods of ours: in a method this large the
 * JIT stops inlining ordinary methods, and a vector that crosses a call is allocated. Those of the
 * API it always inlines.
 */
final class NibbleKernels {

  private static final int ROWS = WeightFormat.TILE_ROWS;
  private static final int GROUP = 32;
  private static final long PAIR_BYTES = ROWS;

  private NibbleKernels() {}

  /**
   * Multiplies one tile with eight tokens.
   *
   * @param tile where its first unit starts, plus the first row of the two vectors to compute
   * @param x inputs, (columns, 8) from {@code offset}
   * @param scales (group, row of the tile) from {@code lane}
   * @param sums (token, row of the tile) from {@code at}: receives the sums
   */
  static void eight(
      MemorySegment w,
      long tile,
      int columns,
      float[] x,
      int offset,
      float[] scales,
      int lane,
      float[] sums,
      int at) {
    for (int group = 0; group < columns / GROUP; group++) {
      FloatVector b00 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b01 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b02 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b03 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b04 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b05 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b06 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b07 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b10 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b11 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b12 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b13 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b14 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b15 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b16 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b17 = FloatVector.broadcast(FLOATS, 0);
      int end = (group + 1) * GROUP;
      for (int k = group * GROUP; k < end; k += 2) {
        long pair = tile + k / 2 * PAIR_BYTES;
        Vector<Integer> w0 =
            ByteVector.fromMemorySegment(BYTES, w, pair, ORDER)
                .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        Vector<Integer> w1 =
            ByteVector.fromMemorySegment(BYTES, w, pair + LANES, ORDER)
                .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        FloatVector low0 = (FloatVector) ((IntVector) w0).and(0xf).convert(I2F, 0);
        FloatVector low1 = (FloatVector) ((IntVector) w1).and(0xf).convert(I2F, 0);
        FloatVector high0 = (FloatVector) ((IntVector) w0).lanewise(LSHR, 4).convert(I2F, 0);
        FloatVector high1 = (FloatVector) ((IntVector) w1).lanewise(LSHR, 4).convert(I2F, 0);
        int i = offset + k * 8;
        int j = i + 8;
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[i]);
        FloatVector z0 = FloatVector.broadcast(FLOATS, x[j]);
        b00 = high0.fma(z0, low0.fma(x0, b00));
        b10 = high1.fma(z0, low1.fma(x0, b10));
        FloatVector x1 = FloatVector.broadcast(FLOATS, x[i + 1]);
        FloatVector z1 = FloatVector.broadcast(FLOATS, x[j + 1]);
        b01 = high0.fma(z1, low0.fma(x1, b01));
        b11 = high1.fma(z1, low1.fma(x1, b11));
        FloatVector x2 = FloatVector.broadcast(FLOATS, x[i + 2]);
        FloatVector z2 = FloatVector.broadcast(FLOATS, x[j + 2]);
        b02 = high0.fma(z2, low0.fma(x2, b02));
        b12 = high1.fma(z2, low1.fma(x2, b12));
        FloatVector x3 = FloatVector.broadcast(FLOATS, x[i + 3]);
        FloatVector z3 = FloatVector.broadcast(FLOATS, x[j + 3]);
        b03 = high0.fma(z3, low0.fma(x3, b03));
        b13 = high1.fma(z3, low1.fma(x3, b13));
        FloatVector x4 = FloatVector.broadcast(FLOATS, x[i + 4]);
        FloatVector z4 = FloatVector.broadcast(FLOATS, x[j + 4]);
        b04 = high0.fma(z4, low0.fma(x4, b04));
        b14 = high1.fma(z4, low1.fma(x4, b14));
        FloatVector x5 = FloatVector.broadcast(FLOATS, x[i + 5]);
        FloatVector z5 = FloatVector.broadcast(FLOATS, x[j + 5]);
        b05 = high0.fma(z5, low0.fma(x5, b05));
        b15 = high1.fma(z5, low1.fma(x5, b15));
        FloatVector x6 = FloatVector.broadcast(FLOATS, x[i + 6]);
        FloatVector z6 = FloatVector.broadcast(FLOATS, x[j + 6]);
        b06 = high0.fma(z6, low0.fma(x6, b06));
        b16 = high1.fma(z6, low1.fma(x6, b16));
        FloatVector x7 = FloatVector.broadcast(FLOATS, x[i + 7]);
        FloatVector z7 = FloatVector.broadcast(FLOATS, x[j + 7]);
        b07 = high0.fma(z7, low0.fma(x7, b07));
        b17 = high1.fma(z7, low1.fma(x7, b17));
      }
      int s = lane + group * ROWS;
      FloatVector s0 = FloatVector.fromArray(FLOATS, scales, s);
      FloatVector s1 = FloatVector.fromArray(FLOATS, scales, s + LANES);
      b00.fma(s0, FloatVector.fromArray(FLOATS, sums, at)).intoArray(sums, at);
      b10.fma(s1, FloatVector.fromArray(FLOATS, sums, at + LANES)).intoArray(sums, at + LANES);
      b01.fma(s0, FloatVector.fromArray(FLOATS, sums, at + ROWS)).intoArray(sums, at + ROWS);
      b11.fma(s1, FloatVector.fromArray(FLOATS, sums, at + ROWS + LANES))
          .intoArray(sums, at + ROWS + LANES);
      b02.fma(s0, FloatVector.fromArray(FLOATS, sums, at + 2 * ROWS))
          .intoArray(sums, at + 2 * ROWS);
      b12.fma(s1, FloatVector.fromArray(FLOATS, sums, at + 2 * ROWS + LANES))
          .intoArray(sums, at + 2 * ROWS + LANES);
      b03.fma(s0, FloatVector.fromArray(FLOATS, sums, at + 3 * ROWS))
          .intoArray(sums, at + 3 * ROWS);
      b13.fma(s1, FloatVector.fromArray(FLOATS, sums, at + 3 * ROWS + LANES))
          .intoArray(sums, at + 3 * ROWS + LANES);
      b04.fma(s0, FloatVector.fromArray(FLOATS, sums, at + 4 * ROWS))
          .intoArray(sums, at + 4 * ROWS);
      b14.fma(s1, FloatVector.fromArray(FLOATS, sums, at + 4 * ROWS + LANES))
          .intoArray(sums, at + 4 * ROWS + LANES);
      b05.fma(s0, FloatVector.fromArray(FLOATS, sums, at + 5 * ROWS))
          .intoArray(sums, at + 5 * ROWS);
      b15.fma(s1, FloatVector.fromArray(FLOATS, sums, at + 5 * ROWS + LANES))
          .intoArray(sums, at + 5 * ROWS + LANES);
      b06.fma(s0, FloatVector.fromArray(FLOATS, sums, at + 6 * ROWS))
          .intoArray(sums, at + 6 * ROWS);
      b16.fma(s1, FloatVector.fromArray(FLOATS, sums, at + 6 * ROWS + LANES))
          .intoArray(sums, at + 6 * ROWS + LANES);
      b07.fma(s0, FloatVector.fromArray(FLOATS, sums, at + 7 * ROWS))
          .intoArray(sums, at + 7 * ROWS);
      b17.fma(s1, FloatVector.fromArray(FLOATS, sums, at + 7 * ROWS + LANES))
          .intoArray(sums, at + 7 * ROWS + LANES);
    }
  }

  /**
   * Multiplies one tile with four tokens.
   *
   * @param tile where its first unit starts, plus the first row of the two vectors to compute
   * @param x inputs, (columns, width) from {@code offset}
   * @param scales (group, row of the tile) from {@code lane}
   * @param sums (token, row of the tile) from {@code at}: receives the sums
   */
  static void four(
      MemorySegment w,
      long tile,
      int columns,
      float[] x,
      int offset,
      int width,
      float[] scales,
      int lane,
      float[] sums,
      int at) {
    for (int group = 0; group < columns / GROUP; group++) {
      FloatVector b00 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b01 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b02 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b03 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b10 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b11 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b12 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b13 = FloatVector.broadcast(FLOATS, 0);
      int end = (group + 1) * GROUP;
      for (int k = group * GROUP; k < end; k += 2) {
        long pair = tile + k / 2 * PAIR_BYTES;
        Vector<Integer> w0 =
            ByteVector.fromMemorySegment(BYTES, w, pair, ORDER)
                .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        Vector<Integer> w1 =
            ByteVector.fromMemorySegment(BYTES, w, pair + LANES, ORDER)
                .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        FloatVector low0 = (FloatVector) ((IntVector) w0).and(0xf).convert(I2F, 0);
        FloatVector low1 = (FloatVector) ((IntVector) w1).and(0xf).convert(I2F, 0);
        FloatVector high0 = (FloatVector) ((IntVector) w0).lanewise(LSHR, 4).convert(I2F, 0);
        FloatVector high1 = (FloatVector) ((IntVector) w1).lanewise(LSHR, 4).convert(I2F, 0);
        int i = offset + k * width;
        int j = i + width;
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[i]);
        FloatVector z0 = FloatVector.broadcast(FLOATS, x[j]);
        b00 = high0.fma(z0, low0.fma(x0, b00));
        b10 = high1.fma(z0, low1.fma(x0, b10));
        FloatVector x1 = FloatVector.broadcast(FLOATS, x[i + 1]);
        FloatVector z1 = FloatVector.broadcast(FLOATS, x[j + 1]);
        b01 = high0.fma(z1, low0.fma(x1, b01));
        b11 = high1.fma(z1, low1.fma(x1, b11));
        FloatVector x2 = FloatVector.broadcast(FLOATS, x[i + 2]);
        FloatVector z2 = FloatVector.broadcast(FLOATS, x[j + 2]);
        b02 = high0.fma(z2, low0.fma(x2, b02));
        b12 = high1.fma(z2, low1.fma(x2, b12));
        FloatVector x3 = FloatVector.broadcast(FLOATS, x[i + 3]);
        FloatVector z3 = FloatVector.broadcast(FLOATS, x[j + 3]);
        b03 = high0.fma(z3, low0.fma(x3, b03));
        b13 = high1.fma(z3, low1.fma(x3, b13));
      }
      int s = lane + group * ROWS;
      FloatVector s0 = FloatVector.fromArray(FLOATS, scales, s);
      FloatVector s1 = FloatVector.fromArray(FLOATS, scales, s + LANES);
      b00.fma(s0, FloatVector.fromArray(FLOATS, sums, at)).intoArray(sums, at);
      b10.fma(s1, FloatVector.fromArray(FLOATS, sums, at + LANES)).intoArray(sums, at + LANES);
      b01.fma(s0, FloatVector.fromArray(FLOATS, sums, at + ROWS)).intoArray(sums, at + ROWS);
      b11.fma(s1, FloatVector.fromArray(FLOATS, sums, at + ROWS + LANES))
          .intoArray(sums, at + ROWS + LANES);
      b02.fma(s0, FloatVector.fromArray(FLOATS, sums, at + 2 * ROWS))
          .intoArray(sums, at + 2 * ROWS);
      b12.fma(s1, FloatVector.fromArray(FLOATS, sums, at + 2 * ROWS + LANES))
          .intoArray(sums, at + 2 * ROWS + LANES);
      b03.fma(s0, FloatVector.fromArray(FLOATS, sums, at + 3 * ROWS))
          .intoArray(sums, at + 3 * ROWS);
      b13.fma(s1, FloatVector.fromArray(FLOATS, sums, at + 3 * ROWS + LANES))
          .intoArray(sums, at + 3 * ROWS + LANES);
    }
  }

  /**
   * Multiplies two tiles with four tokens, where one vector holds half of a tile's rows: twice the
   * sums of {@link #four} for the same inputs.
   *
   * @param tile0 where the first tile's first unit starts
   * @param tile1 likewise
   * @param x inputs, (columns, 4) from {@code offset}
   * @param scales (group, row of the tile) of the first tile from {@code scale0}
   * @param scale1 where those of the second start
   * @param sums (token, row of the tile) of the first tile from 0: receives the sums
   * @param sum1 where those of the second start
   */
  static void fourOfTwo(
      MemorySegment w,
      long tile0,
      long tile1,
      int columns,
      float[] x,
      int offset,
      float[] scales,
      int scale0,
      int scale1,
      float[] sums,
      int sum1) {
    for (int group = 0; group < columns / GROUP; group++) {
      FloatVector b00 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b01 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b02 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b03 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b10 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b11 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b12 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b13 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b20 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b21 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b22 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b23 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b30 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b31 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b32 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b33 = FloatVector.broadcast(FLOATS, 0);
      int end = (group + 1) * GROUP;
      for (int k = group * GROUP; k < end; k += 2) {
        long p = k / 2 * PAIR_BYTES;
        int i = offset + k * 4;
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[i + 0]);
        FloatVector z0 = FloatVector.broadcast(FLOATS, x[i + 4]);
        FloatVector x1 = FloatVector.broadcast(FLOATS, x[i + 1]);
        FloatVector z1 = FloatVector.broadcast(FLOATS, x[i + 5]);
        FloatVector x2 = FloatVector.broadcast(FLOATS, x[i + 2]);
        FloatVector z2 = FloatVector.broadcast(FLOATS, x[i + 6]);
        FloatVector x3 = FloatVector.broadcast(FLOATS, x[i + 3]);
        FloatVector z3 = FloatVector.broadcast(FLOATS, x[i + 7]);
        Vector<Integer> w0 =
            ByteVector.fromMemorySegment(BYTES, w, tile0 + p, ORDER)
                .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        FloatVector low0 = (FloatVector) ((IntVector) w0).and(0xf).convert(I2F, 0);
        FloatVector high0 = (FloatVector) ((IntVector) w0).lanewise(LSHR, 4).convert(I2F, 0);
        b00 = high0.fma(z0, low0.fma(x0, b00));
        b01 = high0.fma(z1, low0.fma(x1, b01));
        b02 = high0.fma(z2, low0.fma(x2, b02));
        b03 = high0.fma(z3, low0.fma(x3, b03));
        Vector<Integer> w1 =
            ByteVector.fromMemorySegment(BYTES, w, tile0 + p + LANES, ORDER)
                .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        FloatVector low1 = (FloatVector) ((IntVector) w1).and(0xf).convert(I2F, 0);
        FloatVector high1 = (FloatVector) ((IntVector) w1).lanewise(LSHR, 4).convert(I2F, 0);
        b10 = high1.fma(z0, low1.fma(x0, b10));
        b11 = high1.fma(z1, low1.fma(x1, b11));
        b12 = high1.fma(z2, low1.fma(x2, b12));
        b13 = high1.fma(z3, low1.fma(x3, b13));
        Vector<Integer> w2 =
            ByteVector.fromMemorySegment(BYTES, w, tile1 + p, ORDER)
                .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        FloatVector low2 = (FloatVector) ((IntVector) w2).and(0xf).convert(I2F, 0);
        FloatVector high2 = (FloatVector) ((IntVector) w2).lanewise(LSHR, 4).convert(I2F, 0);
        b20 = high2.fma(z0, low2.fma(x0, b20));
        b21 = high2.fma(z1, low2.fma(x1, b21));
        b22 = high2.fma(z2, low2.fma(x2, b22));
        b23 = high2.fma(z3, low2.fma(x3, b23));
        Vector<Integer> w3 =
            ByteVector.fromMemorySegment(BYTES, w, tile1 + p + LANES, ORDER)
                .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        FloatVector low3 = (FloatVector) ((IntVector) w3).and(0xf).convert(I2F, 0);
        FloatVector high3 = (FloatVector) ((IntVector) w3).lanewise(LSHR, 4).convert(I2F, 0);
        b30 = high3.fma(z0, low3.fma(x0, b30));
        b31 = high3.fma(z1, low3.fma(x1, b31));
        b32 = high3.fma(z2, low3.fma(x2, b32));
        b33 = high3.fma(z3, low3.fma(x3, b33));
      }
      FloatVector s0 = FloatVector.fromArray(FLOATS, scales, scale0 + group * ROWS);
      FloatVector s1 = FloatVector.fromArray(FLOATS, scales, scale0 + group * ROWS + LANES);
      FloatVector s2 = FloatVector.fromArray(FLOATS, scales, scale1 + group * ROWS);
      FloatVector s3 = FloatVector.fromArray(FLOATS, scales, scale1 + group * ROWS + LANES);
      b00.fma(s0, FloatVector.fromArray(FLOATS, sums, 0)).intoArray(sums, 0);
      b10.fma(s1, FloatVector.fromArray(FLOATS, sums, LANES)).intoArray(sums, LANES);
      b20.fma(s2, FloatVector.fromArray(FLOATS, sums, sum1)).intoArray(sums, sum1);
      b30.fma(s3, FloatVector.fromArray(FLOATS, sums, sum1 + LANES)).intoArray(sums, sum1 + LANES);
      b01.fma(s0, FloatVector.fromArray(FLOATS, sums, 1 * ROWS)).intoArray(sums, 1 * ROWS);
      b11.fma(s1, FloatVector.fromArray(FLOATS, sums, 1 * ROWS + LANES))
          .intoArray(sums, 1 * ROWS + LANES);
      b21.fma(s2, FloatVector.fromArray(FLOATS, sums, sum1 + 1 * ROWS))
          .intoArray(sums, sum1 + 1 * ROWS);
      b31.fma(s3, FloatVector.fromArray(FLOATS, sums, sum1 + 1 * ROWS + LANES))
          .intoArray(sums, sum1 + 1 * ROWS + LANES);
      b02.fma(s0, FloatVector.fromArray(FLOATS, sums, 2 * ROWS)).intoArray(sums, 2 * ROWS);
      b12.fma(s1, FloatVector.fromArray(FLOATS, sums, 2 * ROWS + LANES))
          .intoArray(sums, 2 * ROWS + LANES);
      b22.fma(s2, FloatVector.fromArray(FLOATS, sums, sum1 + 2 * ROWS))
          .intoArray(sums, sum1 + 2 * ROWS);
      b32.fma(s3, FloatVector.fromArray(FLOATS, sums, sum1 + 2 * ROWS + LANES))
          .intoArray(sums, sum1 + 2 * ROWS + LANES);
      b03.fma(s0, FloatVector.fromArray(FLOATS, sums, 3 * ROWS)).intoArray(sums, 3 * ROWS);
      b13.fma(s1, FloatVector.fromArray(FLOATS, sums, 3 * ROWS + LANES))
          .intoArray(sums, 3 * ROWS + LANES);
      b23.fma(s2, FloatVector.fromArray(FLOATS, sums, sum1 + 3 * ROWS))
          .intoArray(sums, sum1 + 3 * ROWS);
      b33.fma(s3, FloatVector.fromArray(FLOATS, sums, sum1 + 3 * ROWS + LANES))
          .intoArray(sums, sum1 + 3 * ROWS + LANES);
    }
  }

  /**
   * Multiplies two tiles with one token, as one has too few sums to hide the latency of an
   * addition.
   *
   * @param tile0 where the first tile's first unit starts, plus the first row to compute
   * @param tile1 likewise
   * @param scales (tile, group, row of the tile) from {@code lane}
   * @param sums (tile, row of the tile) from {@code lane}: receives the sums
   */
  static void one(
      MemorySegment w,
      long tile0,
      long tile1,
      int columns,
      float[] x,
      int offset,
      float[] scales,
      int lane,
      float[] sums) {
    int scales1 = columns / GROUP * ROWS;
    FloatVector a0 = FloatVector.broadcast(FLOATS, 0);
    FloatVector a1 = FloatVector.broadcast(FLOATS, 0);
    FloatVector a2 = FloatVector.broadcast(FLOATS, 0);
    FloatVector a3 = FloatVector.broadcast(FLOATS, 0);
    for (int group = 0; group < columns / GROUP; group++) {
      FloatVector b0 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b1 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b2 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b3 = FloatVector.broadcast(FLOATS, 0);
      int end = (group + 1) * GROUP;
      for (int k = group * GROUP; k < end; k += 2) {
        long p = k / 2 * PAIR_BYTES;
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[offset + k]);
        FloatVector x1 = FloatVector.broadcast(FLOATS, x[offset + k + 1]);
        IntVector w0 =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, w, tile0 + p, ORDER)
                    .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        IntVector w1 =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, w, tile0 + p + LANES, ORDER)
                    .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        IntVector w2 =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, w, tile1 + p, ORDER)
                    .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        IntVector w3 =
            (IntVector)
                ByteVector.fromMemorySegment(BYTES, w, tile1 + p + LANES, ORDER)
                    .convertShape(ZERO_EXTEND_B2I, INTS, 0);
        b0 =
            ((FloatVector) w0.lanewise(LSHR, 4).convert(I2F, 0))
                .fma(x1, ((FloatVector) w0.and(0xf).convert(I2F, 0)).fma(x0, b0));
        b1 =
            ((FloatVector) w1.lanewise(LSHR, 4).convert(I2F, 0))
                .fma(x1, ((FloatVector) w1.and(0xf).convert(I2F, 0)).fma(x0, b1));
        b2 =
            ((FloatVector) w2.lanewise(LSHR, 4).convert(I2F, 0))
                .fma(x1, ((FloatVector) w2.and(0xf).convert(I2F, 0)).fma(x0, b2));
        b3 =
            ((FloatVector) w3.lanewise(LSHR, 4).convert(I2F, 0))
                .fma(x1, ((FloatVector) w3.and(0xf).convert(I2F, 0)).fma(x0, b3));
      }
      int s = lane + group * ROWS;
      a0 = b0.fma(FloatVector.fromArray(FLOATS, scales, s), a0);
      a1 = b1.fma(FloatVector.fromArray(FLOATS, scales, s + LANES), a1);
      a2 = b2.fma(FloatVector.fromArray(FLOATS, scales, s + scales1), a2);
      a3 = b3.fma(FloatVector.fromArray(FLOATS, scales, s + scales1 + LANES), a3);
    }
    a0.intoArray(sums, lane);
    a1.intoArray(sums, lane + LANES);
    a2.intoArray(sums, ROWS + lane);
    a3.intoArray(sums, ROWS + lane + LANES);
  }
}
