package io.github.pyramidsd.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * The innermost loops of one layout of weights: tiles times tokens, as many sums side by side as
 * hide the latency of an addition. Each method computes the rows of a tile that one vector holds,
 * from {@code lane} on; inputs {@code x} are (columns, tokens) from {@code offset}; {@code sums}
 * receives (tile, token, row of the tile).
 */
interface TileKernels {

  /** Bytes of a tile. */
  long tileBytes(int columns);

  void oneTileEightTokens(
      MemorySegment w, long tile, int columns, float[] x, int offset, float[] sums, int lane);

  void twoTilesFourTokens(
      MemorySegment w,
      long tile0,
      long tile1,
      int columns,
      float[] x,
      int offset,
      float[] sums,
      int lane);

  void fourTilesOneToken(
      MemorySegment w,
      long tile0,
      long tile1,
      long tile2,
      long tile3,
      int columns,
      float[] x,
      int offset,
      float[] sums,
      int lane);
}
