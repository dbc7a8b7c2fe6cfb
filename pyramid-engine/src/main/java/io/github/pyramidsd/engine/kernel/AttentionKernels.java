package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Attention of all rows of a key-value head to one span. Tiles of keys, then tiles of values, come
 * one after the other, and each is multiplied with all rows while it is in the first-level cache; a
 * tile of half-precision numbers is first made one of floats there.
 */
final class AttentionKernels {

  private static final int TILE = HeadCache.TILE;
  private static final int SPAN = Attention.SPAN;
  private static final int GROUP = Attention.GROUP;

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
      long from = ((long) span * SPAN + tile - cache.start()) * size;
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
          KeyKernels.one(keys, at, size, Math.min(count, TILE), attention.queries(), q, scores, s);
        } else {
          KeyKernels.four(keys, at, size, Math.min(count, TILE), attention.queries(), q, scores, s);
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
      long from = ((long) span * SPAN + tile - cache.start()) * stride;
      MemorySegment values = tile(cache, cache.values(), from, stride, scratch);
      long at = cache.precision() == HeadCache.Precision.HALF ? 0 : from * Float.BYTES;
      for (int row = first; row < to; row += GROUP) {
        int rows = Math.min(GROUP, to - row);
        int s = (row - first) * SPAN + tile;
        int v = (row - first) * stride;
        // What the rows have in common, then the positions that only the later ones attend to.
        int common = Math.clamp(attention.positions(row, span) - tile, 0, TILE);
        if (rows > 1 && common > 0) {
          ValueKernels.four(values, at, stride, common, scores, s, sums, v);
        }
        for (int r = 0; r < rows; r++) {
          int begin = rows == 1 ? 0 : common;
          int end = Math.min(attention.positions(row + r, span) - tile, TILE);
          if (begin < end) {
            ValueKernels.one(
                values, at, stride, begin, end, scores, s + r * SPAN, sums, v + r * stride);
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
    float[] floats = scratch.numbers(TILE * size);
    Halves.decode(numbers, from * Short.BYTES, TILE * size, floats, 0);
    MemorySegment.copy(floats, 0, decoded, WeightFormat.FLOAT, 0, TILE * size);
    return decoded;
  }
}
