package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.broadcast;
import static io.github.pyramidsd.engine.kernel.Vectors.bytes;
import static io.github.pyramidsd.engine.kernel.Vectors.floats;

import io.github.pyramidsd.engine.quant.Q8_0;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Tiles of Q8_0 times groups of tokens. Bytes are widened to floats once for all tokens of a group;
 * the scale of a row is applied once in 32 columns.
 */
final class Q8Kernels implements TileKernels {

  private static final int ROWS = WeightFormat.TILE_ROWS;
  private static final int BLOCK = Q8_0.BLOCK;

  @Override
  public long tileBytes(int columns) {
    return (long) columns / BLOCK * Q8_0.TILE_BLOCK_BYTES;
  }

  @Override
  public void oneTileEightTokens(
      MemorySegment w, long tile, int columns, float[] x, int offset, float[] sums, int lane) {
    FloatVector a00 = FloatVector.zero(FLOATS);
    FloatVector a01 = FloatVector.zero(FLOATS);
    FloatVector a02 = FloatVector.zero(FLOATS);
    FloatVector a03 = FloatVector.zero(FLOATS);
    FloatVector a04 = FloatVector.zero(FLOATS);
    FloatVector a05 = FloatVector.zero(FLOATS);
    FloatVector a06 = FloatVector.zero(FLOATS);
    FloatVector a07 = FloatVector.zero(FLOATS);
    int blocks = columns / BLOCK;
    for (int block = 0; block < blocks; block++) {
      long at = (long) block * Q8_0.TILE_BLOCK_BYTES;
      int input = offset + block * BLOCK * 8;
      FloatVector b00 = FloatVector.zero(FLOATS);
      FloatVector b01 = FloatVector.zero(FLOATS);
      FloatVector b02 = FloatVector.zero(FLOATS);
      FloatVector b03 = FloatVector.zero(FLOATS);
      FloatVector b04 = FloatVector.zero(FLOATS);
      FloatVector b05 = FloatVector.zero(FLOATS);
      FloatVector b06 = FloatVector.zero(FLOATS);
      FloatVector b07 = FloatVector.zero(FLOATS);
      for (int k = 0; k < BLOCK; k++) {
        long weight = at + Q8_0.SCALES_BYTES + (long) k * ROWS + lane;
        FloatVector w0 = bytes(w, tile + weight);
        int i = input + k * 8;
        FloatVector x0 = broadcast(x[i]);
        b00 = w0.fma(x0, b00);
        FloatVector x1 = broadcast(x[i + 1]);
        b01 = w0.fma(x1, b01);
        FloatVector x2 = broadcast(x[i + 2]);
        b02 = w0.fma(x2, b02);
        FloatVector x3 = broadcast(x[i + 3]);
        b03 = w0.fma(x3, b03);
        FloatVector x4 = broadcast(x[i + 4]);
        b04 = w0.fma(x4, b04);
        FloatVector x5 = broadcast(x[i + 5]);
        b05 = w0.fma(x5, b05);
        FloatVector x6 = broadcast(x[i + 6]);
        b06 = w0.fma(x6, b06);
        FloatVector x7 = broadcast(x[i + 7]);
        b07 = w0.fma(x7, b07);
      }
      long scale = at + (long) lane * Float.BYTES;
      FloatVector s0 = floats(w, tile + scale);
      a00 = b00.fma(s0, a00);
      a01 = b01.fma(s0, a01);
      a02 = b02.fma(s0, a02);
      a03 = b03.fma(s0, a03);
      a04 = b04.fma(s0, a04);
      a05 = b05.fma(s0, a05);
      a06 = b06.fma(s0, a06);
      a07 = b07.fma(s0, a07);
    }
    a00.intoArray(sums, lane);
    a01.intoArray(sums, ROWS + lane);
    a02.intoArray(sums, 2 * ROWS + lane);
    a03.intoArray(sums, 3 * ROWS + lane);
    a04.intoArray(sums, 4 * ROWS + lane);
    a05.intoArray(sums, 5 * ROWS + lane);
    a06.intoArray(sums, 6 * ROWS + lane);
    a07.intoArray(sums, 7 * ROWS + lane);
  }

  @Override
  public void twoTilesFourTokens(
      MemorySegment w,
      long tile0,
      long tile1,
      int columns,
      float[] x,
      int offset,
      float[] sums,
      int lane) {
    FloatVector a00 = FloatVector.zero(FLOATS);
    FloatVector a01 = FloatVector.zero(FLOATS);
    FloatVector a02 = FloatVector.zero(FLOATS);
    FloatVector a03 = FloatVector.zero(FLOATS);
    FloatVector a10 = FloatVector.zero(FLOATS);
    FloatVector a11 = FloatVector.zero(FLOATS);
    FloatVector a12 = FloatVector.zero(FLOATS);
    FloatVector a13 = FloatVector.zero(FLOATS);
    int blocks = columns / BLOCK;
    for (int block = 0; block < blocks; block++) {
      long at = (long) block * Q8_0.TILE_BLOCK_BYTES;
      int input = offset + block * BLOCK * 4;
      FloatVector b00 = FloatVector.zero(FLOATS);
      FloatVector b01 = FloatVector.zero(FLOATS);
      FloatVector b02 = FloatVector.zero(FLOATS);
      FloatVector b03 = FloatVector.zero(FLOATS);
      FloatVector b10 = FloatVector.zero(FLOATS);
      FloatVector b11 = FloatVector.zero(FLOATS);
      FloatVector b12 = FloatVector.zero(FLOATS);
      FloatVector b13 = FloatVector.zero(FLOATS);
      for (int k = 0; k < BLOCK; k++) {
        long weight = at + Q8_0.SCALES_BYTES + (long) k * ROWS + lane;
        FloatVector w0 = bytes(w, tile0 + weight);
        FloatVector w1 = bytes(w, tile1 + weight);
        int i = input + k * 4;
        FloatVector x0 = broadcast(x[i]);
        b00 = w0.fma(x0, b00);
        b10 = w1.fma(x0, b10);
        FloatVector x1 = broadcast(x[i + 1]);
        b01 = w0.fma(x1, b01);
        b11 = w1.fma(x1, b11);
        FloatVector x2 = broadcast(x[i + 2]);
        b02 = w0.fma(x2, b02);
        b12 = w1.fma(x2, b12);
        FloatVector x3 = broadcast(x[i + 3]);
        b03 = w0.fma(x3, b03);
        b13 = w1.fma(x3, b13);
      }
      long scale = at + (long) lane * Float.BYTES;
      FloatVector s0 = floats(w, tile0 + scale);
      FloatVector s1 = floats(w, tile1 + scale);
      a00 = b00.fma(s0, a00);
      a01 = b01.fma(s0, a01);
      a02 = b02.fma(s0, a02);
      a03 = b03.fma(s0, a03);
      a10 = b10.fma(s1, a10);
      a11 = b11.fma(s1, a11);
      a12 = b12.fma(s1, a12);
      a13 = b13.fma(s1, a13);
    }
    a00.intoArray(sums, lane);
    a01.intoArray(sums, ROWS + lane);
    a02.intoArray(sums, 2 * ROWS + lane);
    a03.intoArray(sums, 3 * ROWS + lane);
    a10.intoArray(sums, 4 * ROWS + lane);
    a11.intoArray(sums, 5 * ROWS + lane);
    a12.intoArray(sums, 6 * ROWS + lane);
    a13.intoArray(sums, 7 * ROWS + lane);
  }

  @Override
  public void fourTilesOneToken(
      MemorySegment w,
      long tile0,
      long tile1,
      long tile2,
      long tile3,
      int columns,
      float[] x,
      int offset,
      float[] sums,
      int lane) {
    FloatVector a00 = FloatVector.zero(FLOATS);
    FloatVector a10 = FloatVector.zero(FLOATS);
    FloatVector a20 = FloatVector.zero(FLOATS);
    FloatVector a30 = FloatVector.zero(FLOATS);
    int blocks = columns / BLOCK;
    for (int block = 0; block < blocks; block++) {
      long at = (long) block * Q8_0.TILE_BLOCK_BYTES;
      int input = offset + block * BLOCK;
      FloatVector b00 = FloatVector.zero(FLOATS);
      FloatVector b10 = FloatVector.zero(FLOATS);
      FloatVector b20 = FloatVector.zero(FLOATS);
      FloatVector b30 = FloatVector.zero(FLOATS);
      for (int k = 0; k < BLOCK; k++) {
        long weight = at + Q8_0.SCALES_BYTES + (long) k * ROWS + lane;
        FloatVector w0 = bytes(w, tile0 + weight);
        FloatVector w1 = bytes(w, tile1 + weight);
        FloatVector w2 = bytes(w, tile2 + weight);
        FloatVector w3 = bytes(w, tile3 + weight);
        int i = input + k;
        FloatVector x0 = broadcast(x[i]);
        b00 = w0.fma(x0, b00);
        b10 = w1.fma(x0, b10);
        b20 = w2.fma(x0, b20);
        b30 = w3.fma(x0, b30);
      }
      long scale = at + (long) lane * Float.BYTES;
      FloatVector s0 = floats(w, tile0 + scale);
      FloatVector s1 = floats(w, tile1 + scale);
      FloatVector s2 = floats(w, tile2 + scale);
      FloatVector s3 = floats(w, tile3 + scale);
      a00 = b00.fma(s0, a00);
      a10 = b10.fma(s1, a10);
      a20 = b20.fma(s2, a20);
      a30 = b30.fma(s3, a30);
    }
    a00.intoArray(sums, lane);
    a10.intoArray(sums, ROWS + lane);
    a20.intoArray(sums, 2 * ROWS + lane);
    a30.intoArray(sums, 3 * ROWS + lane);
  }
}
