package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.broadcast;
import static io.github.pyramidsd.engine.kernel.Vectors.floats;

import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Tiles of floats times groups of tokens. */
final class F32Kernels implements TileKernels {

  private static final int ROWS = WeightFormat.TILE_ROWS;

  @Override
  public long tileBytes(int columns) {
    return (long) columns * ROWS * Float.BYTES;
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
    for (int k = 0; k < columns; k++) {
      long weight = ((long) k * ROWS + lane) * Float.BYTES;
      FloatVector w0 = floats(w, tile + weight);
      int i = offset + k * 8;
      FloatVector x0 = broadcast(x[i]);
      a00 = w0.fma(x0, a00);
      FloatVector x1 = broadcast(x[i + 1]);
      a01 = w0.fma(x1, a01);
      FloatVector x2 = broadcast(x[i + 2]);
      a02 = w0.fma(x2, a02);
      FloatVector x3 = broadcast(x[i + 3]);
      a03 = w0.fma(x3, a03);
      FloatVector x4 = broadcast(x[i + 4]);
      a04 = w0.fma(x4, a04);
      FloatVector x5 = broadcast(x[i + 5]);
      a05 = w0.fma(x5, a05);
      FloatVector x6 = broadcast(x[i + 6]);
      a06 = w0.fma(x6, a06);
      FloatVector x7 = broadcast(x[i + 7]);
      a07 = w0.fma(x7, a07);
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
    for (int k = 0; k < columns; k++) {
      long weight = ((long) k * ROWS + lane) * Float.BYTES;
      FloatVector w0 = floats(w, tile0 + weight);
      FloatVector w1 = floats(w, tile1 + weight);
      int i = offset + k * 4;
      FloatVector x0 = broadcast(x[i]);
      a00 = w0.fma(x0, a00);
      a10 = w1.fma(x0, a10);
      FloatVector x1 = broadcast(x[i + 1]);
      a01 = w0.fma(x1, a01);
      a11 = w1.fma(x1, a11);
      FloatVector x2 = broadcast(x[i + 2]);
      a02 = w0.fma(x2, a02);
      a12 = w1.fma(x2, a12);
      FloatVector x3 = broadcast(x[i + 3]);
      a03 = w0.fma(x3, a03);
      a13 = w1.fma(x3, a13);
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
    for (int k = 0; k < columns; k++) {
      long weight = ((long) k * ROWS + lane) * Float.BYTES;
      FloatVector w0 = floats(w, tile0 + weight);
      FloatVector w1 = floats(w, tile1 + weight);
      FloatVector w2 = floats(w, tile2 + weight);
      FloatVector w3 = floats(w, tile3 + weight);
      int i = offset + k;
      FloatVector x0 = broadcast(x[i]);
      a00 = w0.fma(x0, a00);
      a10 = w1.fma(x0, a10);
      a20 = w2.fma(x0, a20);
      a30 = w3.fma(x0, a30);
    }
    a00.intoArray(sums, lane);
    a10.intoArray(sums, ROWS + lane);
    a20.intoArray(sums, 2 * ROWS + lane);
    a30.intoArray(sums, 3 * ROWS + lane);
  }
}
