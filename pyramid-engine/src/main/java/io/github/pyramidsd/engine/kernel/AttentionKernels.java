package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.broadcast;
import static io.github.pyramidsd.engine.kernel.Vectors.floats;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Attention over the cache of one head. Four sums run side by side. */
final class AttentionKernels {

  private static final int TILE = HeadCache.TILE;

  private AttentionKernels() {}

  /** Multiplies a query with all keys: lanes are positions. */
  static void scores(HeadCache cache, float[] q, int offset, int positions, float[] scores) {
    int tiles = (positions + TILE - 1) / TILE;
    long tileBytes = (long) cache.headSize() * TILE * Float.BYTES;
    for (int tile = 0; tile < tiles; tile += 4) {
      int tile1 = Math.min(tile + 1, tiles - 1);
      int tile2 = Math.min(tile + 2, tiles - 1);
      int tile3 = Math.min(tile + 3, tiles - 1);
      for (int lane = 0; lane < TILE; lane += LANES) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = FloatVector.zero(FLOATS);
        FloatVector a2 = FloatVector.zero(FLOATS);
        FloatVector a3 = FloatVector.zero(FLOATS);
        for (int d = 0; d < cache.headSize(); d++) {
          long at = ((long) d * TILE + lane) * Float.BYTES;
          FloatVector x = broadcast(q[offset + d]);
          a0 = floats(cache.keys(), tile * tileBytes + at).fma(x, a0);
          a1 = floats(cache.keys(), tile1 * tileBytes + at).fma(x, a1);
          a2 = floats(cache.keys(), tile2 * tileBytes + at).fma(x, a2);
          a3 = floats(cache.keys(), tile3 * tileBytes + at).fma(x, a3);
        }
        a0.intoArray(scores, tile * TILE + lane);
        a1.intoArray(scores, tile1 * TILE + lane);
        a2.intoArray(scores, tile2 * TILE + lane);
        a3.intoArray(scores, tile3 * TILE + lane);
      }
    }
  }

  /** Sums the values, weighed by the scores: lanes are the numbers of a value. */
  static void weigh(HeadCache cache, float[] scores, int positions, float[] out, int offset) {
    int size = cache.headSize();
    MemorySegment values = cache.values();
    for (int d = 0; d < size; d += 4 * LANES) {
      int d1 = Math.min(d + LANES, size - LANES);
      int d2 = Math.min(d + 2 * LANES, size - LANES);
      int d3 = Math.min(d + 3 * LANES, size - LANES);
      FloatVector a0 = FloatVector.zero(FLOATS);
      FloatVector a1 = FloatVector.zero(FLOATS);
      FloatVector a2 = FloatVector.zero(FLOATS);
      FloatVector a3 = FloatVector.zero(FLOATS);
      for (int position = 0; position < positions; position++) {
        long at = (long) position * size;
        FloatVector score = broadcast(scores[position]);
        a0 = floats(values, (at + d) * Float.BYTES).fma(score, a0);
        a1 = floats(values, (at + d1) * Float.BYTES).fma(score, a1);
        a2 = floats(values, (at + d2) * Float.BYTES).fma(score, a2);
        a3 = floats(values, (at + d3) * Float.BYTES).fma(score, a3);
      }
      a0.intoArray(out, offset + d);
      a1.intoArray(out, offset + d1);
      a2.intoArray(out, offset + d2);
      a3.intoArray(out, offset + d3);
    }
  }
}
