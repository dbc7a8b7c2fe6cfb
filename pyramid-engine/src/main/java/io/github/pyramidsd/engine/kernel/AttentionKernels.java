package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.broadcast;
import static io.github.pyramidsd.engine.kernel.Vectors.floats;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Attention of all rows of a key-value head to one span. Tiles of keys, then tiles of values, come
 * one after the other, and each is multiplied with all rows while it is in the first-level cache; a
 * tile of half-precision numbers is first made one of floats there. In scores, lanes are positions;
 * in weighed values, they are the numbers of a value. Eight or four sums run side by side: of four
 * rows in two vectors, or of one row in four.
 */
final class AttentionKernels {

  private static final int TILE = HeadCache.TILE;
  private static final int SPAN = Attention.SPAN;
  private static final int GROUP = Attention.GROUP;
  private static final long VECTOR_BYTES = (long) LANES * Float.BYTES;

  /** The most rows at a time: their scores, 64 KB, stay in the second-level cache. */
  static final int ROWS = 64;

  private AttentionKernels() {}

  static void attend(
      Attention attention, HeadCache cache, int head, int span, int slot, Scratch scratch) {
    float[] scores = scratch.scores(ROWS * SPAN);
    int stride = cache.valueStride();
    float[] values = scratch.values(ROWS * stride);
    for (int first = attention.firstRow(span); first < attention.rows(); first += ROWS) {
      int to = Math.min(attention.rows(), first + ROWS);
      score(attention, cache, head, span, first, to, scores, scratch);
      for (int row = first; row < to; row++) {
        int count = attention.positions(row, span);
        if (count > 0) {
          int at = (row - first) * SPAN;
          scratch.maxima[row - first] = ExponentialKernels.max(scores, at, count);
          scratch.totals[row - first] =
              ExponentialKernels.exponentials(
                  scores, at, count, scratch.maxima[row - first], scratch.sums);
        }
      }
      Arrays.fill(values, 0, (to - first + GROUP - 1) / GROUP * GROUP * stride, 0);
      weigh(attention, cache, span, first, to, scores, values, scratch);
      for (int row = first; row < to; row++) {
        if (attention.positions(row, span) > 0) {
          int i = row - first;
          attention.store(
              slot, head, row, scratch.maxima[i], scratch.totals[i], values, i * stride);
        }
      }
    }
  }

  private static void score(
      Attention attention,
      HeadCache cache,
      int head,
      int span,
      int first,
      int to,
      float[] scores,
      Scratch scratch) {
    int size = cache.headSize();
    int most = attention.positions(to - 1, span);
    for (int tile = 0; tile < most; tile += TILE) {
      long from = ((long) span * SPAN + tile) * size;
      MemorySegment keys = tile(cache, cache.keys(), from, size, scratch);
      long at = cache.precision() == HeadCache.Precision.HALF ? 0 : from * Float.BYTES;
      for (int row = first; row < to; row += GROUP) {
        int rows = Math.min(GROUP, to - row);
        int count = attention.positions(row + rows - 1, span) - tile;
        if (count <= 0) {
          continue;
        }
        int q = attention.query(head, row);
        int s = (row - first) * SPAN + tile;
        if (rows == 1) {
          scoreOne(keys, at, size, Math.min(count, TILE), attention.queries(), q, scores, s);
        } else {
          scoreFour(keys, at, size, Math.min(count, TILE), attention.queries(), q, scores, s);
        }
      }
    }
  }

  private static void weigh(
      Attention attention,
      HeadCache cache,
      int span,
      int first,
      int to,
      float[] scores,
      float[] sums,
      Scratch scratch) {
    int stride = cache.valueStride();
    int most = attention.positions(to - 1, span);
    for (int tile = 0; tile < most; tile += TILE) {
      long from = ((long) span * SPAN + tile) * stride;
      MemorySegment values = tile(cache, cache.values(), from, stride, scratch);
      long at = cache.precision() == HeadCache.Precision.HALF ? 0 : from * Float.BYTES;
      for (int row = first; row < to; row += GROUP) {
        int rows = Math.min(GROUP, to - row);
        int s = (row - first) * SPAN + tile;
        int v = (row - first) * stride;
        // What the rows have in common, then the positions that only the later ones attend to.
        int common = Math.clamp(attention.positions(row, span) - tile, 0, TILE);
        if (rows > 1 && common > 0) {
          weighFour(values, at, stride, common, scores, s, sums, v);
        }
        for (int r = 0; r < rows; r++) {
          int begin = rows == 1 ? 0 : common;
          int end = Math.min(attention.positions(row + r, span) - tile, TILE);
          if (begin < end) {
            weighOne(values, at, stride, begin, end, scores, s + r * SPAN, sums, v + r * stride);
          }
        }
      }
    }
  }

  /** Where the floats of a tile are: in the cache, or decoded at the start of the scratch tile. */
  private static MemorySegment tile(
      HeadCache cache, MemorySegment numbers, long from, int size, Scratch scratch) {
    if (cache.precision() == HeadCache.Precision.SINGLE) {
      return numbers;
    }
    MemorySegment decoded = scratch.tile((long) TILE * size * Float.BYTES);
    decode(numbers, from * Short.BYTES, TILE * size, decoded);
    return decoded;
  }

  private static void decode(MemorySegment halves, long from, int count, MemorySegment to) {
    for (int i = 0; i < count; i += LANES) {
      Vectors.halves(halves, from + (long) i * Short.BYTES)
          .intoMemorySegment(to, (long) i * Float.BYTES, Vectors.ORDER);
    }
  }

  /** One row with a tile of keys, as far as {@code count} positions. */
  private static void scoreOne(
      MemorySegment keys, long at, int size, int count, float[] q, int qAt, float[] s, int sAt) {
    for (int lane = 0; lane < count; lane += 4 * LANES) {
      FloatVector a0 = FloatVector.zero(FLOATS);
      FloatVector a1 = FloatVector.zero(FLOATS);
      FloatVector a2 = FloatVector.zero(FLOATS);
      FloatVector a3 = FloatVector.zero(FLOATS);
      for (int d = 0; d < size; d++) {
        long k = at + ((long) d * TILE + lane) * Float.BYTES;
        FloatVector x = broadcast(q[qAt + d * GROUP]);
        a0 = floats(keys, k).fma(x, a0);
        a1 = floats(keys, k + VECTOR_BYTES).fma(x, a1);
        a2 = floats(keys, k + 2 * VECTOR_BYTES).fma(x, a2);
        a3 = floats(keys, k + 3 * VECTOR_BYTES).fma(x, a3);
      }
      a0.intoArray(s, sAt + lane);
      a1.intoArray(s, sAt + lane + LANES);
      a2.intoArray(s, sAt + lane + 2 * LANES);
      a3.intoArray(s, sAt + lane + 3 * LANES);
    }
  }

  /** Four rows with a tile of keys, as far as {@code count} positions. */
  private static void scoreFour(
      MemorySegment keys, long at, int size, int count, float[] q, int qAt, float[] s, int sAt) {
    for (int lane = 0; lane < count; lane += 2 * LANES) {
      FloatVector a0 = FloatVector.zero(FLOATS);
      FloatVector a1 = FloatVector.zero(FLOATS);
      FloatVector a2 = FloatVector.zero(FLOATS);
      FloatVector a3 = FloatVector.zero(FLOATS);
      FloatVector b0 = FloatVector.zero(FLOATS);
      FloatVector b1 = FloatVector.zero(FLOATS);
      FloatVector b2 = FloatVector.zero(FLOATS);
      FloatVector b3 = FloatVector.zero(FLOATS);
      for (int d = 0; d < size; d++) {
        long k = at + ((long) d * TILE + lane) * Float.BYTES;
        FloatVector ka = floats(keys, k);
        FloatVector kb = floats(keys, k + VECTOR_BYTES);
        FloatVector x0 = broadcast(q[qAt + d * GROUP]);
        FloatVector x1 = broadcast(q[qAt + d * GROUP + 1]);
        FloatVector x2 = broadcast(q[qAt + d * GROUP + 2]);
        FloatVector x3 = broadcast(q[qAt + d * GROUP + 3]);
        a0 = ka.fma(x0, a0);
        b0 = kb.fma(x0, b0);
        a1 = ka.fma(x1, a1);
        b1 = kb.fma(x1, b1);
        a2 = ka.fma(x2, a2);
        b2 = kb.fma(x2, b2);
        a3 = ka.fma(x3, a3);
        b3 = kb.fma(x3, b3);
      }
      int to = sAt + lane;
      a0.intoArray(s, to);
      b0.intoArray(s, to + LANES);
      a1.intoArray(s, to + SPAN);
      b1.intoArray(s, to + SPAN + LANES);
      a2.intoArray(s, to + 2 * SPAN);
      b2.intoArray(s, to + 2 * SPAN + LANES);
      a3.intoArray(s, to + 3 * SPAN);
      b3.intoArray(s, to + 3 * SPAN + LANES);
    }
  }

  /** Adds a tile's values from {@code begin} to {@code end}, weighed, to the sums of one row. */
  private static void weighOne(
      MemorySegment values,
      long at,
      int stride,
      int begin,
      int end,
      float[] p,
      int pAt,
      float[] sums,
      int to) {
    for (int d = 0; d < stride; d += 2 * LANES) {
      int d1 = Math.min(d + LANES, stride - LANES);
      FloatVector a = FloatVector.fromArray(FLOATS, sums, to + d);
      FloatVector b = FloatVector.fromArray(FLOATS, sums, to + d1);
      for (int i = begin; i < end; i++) {
        long v = at + (long) i * stride * Float.BYTES;
        FloatVector x = broadcast(p[pAt + i]);
        a = floats(values, v + (long) d * Float.BYTES).fma(x, a);
        b = floats(values, v + (long) d1 * Float.BYTES).fma(x, b);
      }
      a.intoArray(sums, to + d);
      b.intoArray(sums, to + d1);
    }
  }

  /** Adds a tile's first {@code count} values, weighed, to the sums of four rows. */
  private static void weighFour(
      MemorySegment values,
      long at,
      int stride,
      int count,
      float[] p,
      int pAt,
      float[] sums,
      int to) {
    for (int d = 0; d < stride; d += 2 * LANES) {
      int d1 = Math.min(d + LANES, stride - LANES);
      FloatVector a0 = FloatVector.fromArray(FLOATS, sums, to + d);
      FloatVector b0 = FloatVector.fromArray(FLOATS, sums, to + d1);
      FloatVector a1 = FloatVector.fromArray(FLOATS, sums, to + stride + d);
      FloatVector b1 = FloatVector.fromArray(FLOATS, sums, to + stride + d1);
      FloatVector a2 = FloatVector.fromArray(FLOATS, sums, to + 2 * stride + d);
      FloatVector b2 = FloatVector.fromArray(FLOATS, sums, to + 2 * stride + d1);
      FloatVector a3 = FloatVector.fromArray(FLOATS, sums, to + 3 * stride + d);
      FloatVector b3 = FloatVector.fromArray(FLOATS, sums, to + 3 * stride + d1);
      for (int i = 0; i < count; i++) {
        long v = at + (long) i * stride * Float.BYTES;
        FloatVector va = floats(values, v + (long) d * Float.BYTES);
        FloatVector vb = floats(values, v + (long) d1 * Float.BYTES);
        FloatVector x0 = broadcast(p[pAt + i]);
        FloatVector x1 = broadcast(p[pAt + SPAN + i]);
        FloatVector x2 = broadcast(p[pAt + 2 * SPAN + i]);
        FloatVector x3 = broadcast(p[pAt + 3 * SPAN + i]);
        a0 = va.fma(x0, a0);
        b0 = vb.fma(x0, b0);
        a1 = va.fma(x1, a1);
        b1 = vb.fma(x1, b1);
        a2 = va.fma(x2, a2);
        b2 = vb.fma(x2, b2);
        a3 = va.fma(x3, a3);
        b3 = vb.fma(x3, b3);
      }
      a0.intoArray(sums, to + d);
      b0.intoArray(sums, to + d1);
      a1.intoArray(sums, to + stride + d);
      b1.intoArray(sums, to + stride + d1);
      a2.intoArray(sums, to + 2 * stride + d);
      b2.intoArray(sums, to + 2 * stride + d1);
      a3.intoArray(sums, to + 3 * stride + d);
      b3.intoArray(sums, to + 3 * stride + d1);
    }
  }
}
