package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.BYTES;
import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.ORDER;
import static jdk.incubator.vector.VectorOperators.B2F;

import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

/**
 * Tiles of signed bytes times groups of up to 8 tokens, straight from the packed weights. Bytes are
 * widened to floats once for all tokens; the scale of a row is applied once in 32 columns.
 *
 * <p>The Vector API is called directly, see {@link NibbleKernels}.
 */
final class ByteKernels {

  private static final int ROWS = WeightFormat.TILE_ROWS;
  private static final int GROUP = 32;
  private static final long COLUMN_BYTES = ROWS;

  private ByteKernels() {}

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
      for (int k = group * GROUP; k < end; k++) {
        int i = offset + k * 8;
        FloatVector w0 =
            ((FloatVector)
                ByteVector.fromMemorySegment(BYTES, w, tile + k * COLUMN_BYTES, ORDER)
                    .convertShape(B2F, FLOATS, 0));
        FloatVector w1 =
            ((FloatVector)
                ByteVector.fromMemorySegment(BYTES, w, tile + k * COLUMN_BYTES + LANES, ORDER)
                    .convertShape(B2F, FLOATS, 0));
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[i]);
        b00 = w0.fma(x0, b00);
        b10 = w1.fma(x0, b10);
        FloatVector x1 = FloatVector.broadcast(FLOATS, x[i + 1]);
        b01 = w0.fma(x1, b01);
        b11 = w1.fma(x1, b11);
        FloatVector x2 = FloatVector.broadcast(FLOATS, x[i + 2]);
        b02 = w0.fma(x2, b02);
        b12 = w1.fma(x2, b12);
        FloatVector x3 = FloatVector.broadcast(FLOATS, x[i + 3]);
        b03 = w0.fma(x3, b03);
        b13 = w1.fma(x3, b13);
        FloatVector x4 = FloatVector.broadcast(FLOATS, x[i + 4]);
        b04 = w0.fma(x4, b04);
        b14 = w1.fma(x4, b14);
        FloatVector x5 = FloatVector.broadcast(FLOATS, x[i + 5]);
        b05 = w0.fma(x5, b05);
        b15 = w1.fma(x5, b15);
        FloatVector x6 = FloatVector.broadcast(FLOATS, x[i + 6]);
        b06 = w0.fma(x6, b06);
        b16 = w1.fma(x6, b16);
        FloatVector x7 = FloatVector.broadcast(FLOATS, x[i + 7]);
        b07 = w0.fma(x7, b07);
        b17 = w1.fma(x7, b17);
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
      for (int k = group * GROUP; k < end; k++) {
        int i = offset + k * width;
        FloatVector w0 =
            ((FloatVector)
                ByteVector.fromMemorySegment(BYTES, w, tile + k * COLUMN_BYTES, ORDER)
                    .convertShape(B2F, FLOATS, 0));
        FloatVector w1 =
            ((FloatVector)
                ByteVector.fromMemorySegment(BYTES, w, tile + k * COLUMN_BYTES + LANES, ORDER)
                    .convertShape(B2F, FLOATS, 0));
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[i]);
        b00 = w0.fma(x0, b00);
        b10 = w1.fma(x0, b10);
        FloatVector x1 = FloatVector.broadcast(FLOATS, x[i + 1]);
        b01 = w0.fma(x1, b01);
        b11 = w1.fma(x1, b11);
        FloatVector x2 = FloatVector.broadcast(FLOATS, x[i + 2]);
        b02 = w0.fma(x2, b02);
        b12 = w1.fma(x2, b12);
        FloatVector x3 = FloatVector.broadcast(FLOATS, x[i + 3]);
        b03 = w0.fma(x3, b03);
        b13 = w1.fma(x3, b13);
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
      for (int k = group * GROUP; k < end; k++) {
        long p = k * COLUMN_BYTES;
        int i = offset + k * 4;
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[i + 0]);
        FloatVector x1 = FloatVector.broadcast(FLOATS, x[i + 1]);
        FloatVector x2 = FloatVector.broadcast(FLOATS, x[i + 2]);
        FloatVector x3 = FloatVector.broadcast(FLOATS, x[i + 3]);
        FloatVector w0 =
            (FloatVector)
                ByteVector.fromMemorySegment(BYTES, w, tile0 + p, ORDER)
                    .convertShape(B2F, FLOATS, 0);
        b00 = w0.fma(x0, b00);
        b01 = w0.fma(x1, b01);
        b02 = w0.fma(x2, b02);
        b03 = w0.fma(x3, b03);
        FloatVector w1 =
            (FloatVector)
                ByteVector.fromMemorySegment(BYTES, w, tile0 + p + LANES, ORDER)
                    .convertShape(B2F, FLOATS, 0);
        b10 = w1.fma(x0, b10);
        b11 = w1.fma(x1, b11);
        b12 = w1.fma(x2, b12);
        b13 = w1.fma(x3, b13);
        FloatVector w2 =
            (FloatVector)
                ByteVector.fromMemorySegment(BYTES, w, tile1 + p, ORDER)
                    .convertShape(B2F, FLOATS, 0);
        b20 = w2.fma(x0, b20);
        b21 = w2.fma(x1, b21);
        b22 = w2.fma(x2, b22);
        b23 = w2.fma(x3, b23);
        FloatVector w3 =
            (FloatVector)
                ByteVector.fromMemorySegment(BYTES, w, tile1 + p + LANES, ORDER)
                    .convertShape(B2F, FLOATS, 0);
        b30 = w3.fma(x0, b30);
        b31 = w3.fma(x1, b31);
        b32 = w3.fma(x2, b32);
        b33 = w3.fma(x3, b33);
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
      for (int k = group * GROUP; k < end; k++) {
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[offset + k]);
        long p = k * COLUMN_BYTES;
        b0 =
            ((FloatVector)
                    ByteVector.fromMemorySegment(BYTES, w, tile0 + p, ORDER)
                        .convertShape(B2F, FLOATS, 0))
                .fma(x0, b0);
        b1 =
            ((FloatVector)
                    ByteVector.fromMemorySegment(BYTES, w, tile0 + p + LANES, ORDER)
                        .convertShape(B2F, FLOATS, 0))
                .fma(x0, b1);
        b2 =
            ((FloatVector)
                    ByteVector.fromMemorySegment(BYTES, w, tile1 + p, ORDER)
                        .convertShape(B2F, FLOATS, 0))
                .fma(x0, b2);
        b3 =
            ((FloatVector)
                    ByteVector.fromMemorySegment(BYTES, w, tile1 + p + LANES, ORDER)
                        .convertShape(B2F, FLOATS, 0))
                .fma(x0, b3);
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
