package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.broadcast;
import static io.github.pyramidsd.engine.kernel.Vectors.floats;

import jdk.incubator.vector.FloatVector;

/** Attention over the cache of one head. Four sums run side by side. */
final class AttentionKernels {

  private static final int TILE = HeadCache.TILE;
  private static final long VECTOR_BYTES = (long) LANES * Float.BYTES;

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
    int d = 0;
    for (; d <= size - 4 * LANES; d += 4 * LANES) {
      weighFour(cache, scores, positions, d, out, offset + d);
    }
    for (; d < size; d += 2 * LANES) {
      weighTwo(cache, scores, positions, d, Math.min(d + LANES, size - LANES), out, offset);
    }
  }

  private static void weighFour(
      HeadCache cache, float[] scores, int positions, int d, float[] out, int to) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector a2 = FloatVector.zero(FLOATS);
    FloatVector a3 = FloatVector.zero(FLOATS);
    for (int position = 0; position < positions; position++) {
      long at = ((long) position * cache.headSize() + d) * Float.BYTES;
      FloatVector score = broadcast(scores[position]);
      a0 = floats(cache.values(), at).fma(score, a0);
      a1 = floats(cache.values(), at + VECTOR_BYTES).fma(score, a1);
      a2 = floats(cache.values(), at + 2 * VECTOR_BYTES).fma(score, a2);
      a3 = floats(cache.values(), at + 3 * VECTOR_BYTES).fma(score, a3);
    }
    a0.intoArray(out, to);
    a1.intoArray(out, to + LANES);
    a2.intoArray(out, to + 2 * LANES);
    a3.intoArray(out, to + 3 * LANES);
  }

  private static void weighTwo(
      HeadCache cache, float[] scores, int positions, int d0, int d1, float[] out, int to) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    for (int position = 0; position < positions; position++) {
      long at = (long) position * cache.headSize();
      FloatVector score = broadcast(scores[position]);
      a0 = floats(cache.values(), (at + d0) * Float.BYTES).fma(score, a0);
      a1 = floats(cache.values(), (at + d1) * Float.BYTES).fma(score, a1);
    }
    a0.intoArray(out, to + d0);
    a1.intoArray(out, to + d1);
  }
}
