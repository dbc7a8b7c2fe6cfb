package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.Exponential;
import java.util.Arrays;

/**
 * The attention of a pass in one layer: the queries of its tokens, and what they gather.
 *
 * <p>Positions are cut into spans of {@value #SPAN}. The queries that share a key-value head, of
 * all its query heads and all tokens of the pass, are its rows; {@link Kernels#attend} takes the
 * rows of one head through one span, so that each key and value is fetched once. A row's result for
 * a span is the largest score, the sum of the exponentials of all scores less the largest, and the
 * values weighed by these. {@link #gather} adds up the spans, always from the first to the last. So
 * a row's result depends on its own positions alone, however spans and heads are shared out among
 * threads (Milakov and Gimelshein 2018, Online normalizer calculation for softmax; Dao et al. 2022,
 * FlashAttention).
 */
public final class Attention {

  /** Positions of a span. Longer ones would keep fewer threads busy, shorter ones add up more. */
  public static final int SPAN = 256;

  /** Rows that are computed side by side; their queries lie number by number. */
  static final int GROUP = 4;

  private int tokens;
  private int position;
  private int keyValueHeads;
  private int sharing; // query heads of a key-value head
  private int headSize;

  private float[] queries = {}; // (keyValueHead, group of rows, headSize, row of the group)
  private float[] spanSums = {}; // (slot, keyValueHead, row, headSize)
  private float[] spanMaxima = {}; // (slot, keyValueHead, row)
  private float[] spanTotals = {}; // likewise
  private float[] maxima = {}; // (keyValueHead, row): of the spans gathered so far
  private float[] totals = {}; // likewise

  /**
   * Takes in the queries of a pass.
   *
   * @param q (token, head, headSize)
   * @param newPosition of the first token; a token attends to itself and to all before it
   */
  public void load(
      float[] q, int newTokens, int newPosition, int heads, int newKeyValueHeads, int newHeadSize) {
    tokens = newTokens;
    position = newPosition;
    keyValueHeads = newKeyValueHeads;
    sharing = heads / keyValueHeads;
    headSize = newHeadSize;
    int size = keyValueHeads * groups() * GROUP * headSize;
    if (queries.length < size) {
      queries = new float[size];
    }
    int count = keyValueHeads * rows();
    if (maxima.length < count) {
      totals = new float[count];
      maxima = new float[count]; // the last: it says that there is room in both
    }
    Arrays.fill(maxima, 0, count, Float.NEGATIVE_INFINITY);
    Arrays.fill(totals, 0, count, 0);
    float scale = (float) (1 / Math.sqrt(headSize));
    for (int head = 0; head < keyValueHeads; head++) {
      for (int row = 0; row < rows(); row++) {
        int from = output(head, row);
        int to = query(head, row);
        for (int d = 0; d < headSize; d++) {
          queries[to + d * GROUP] = q[from + d] * scale;
        }
      }
    }
  }

  /** Makes room for the results of that many spans at a time. */
  public void reserve(int slots) {
    int count = slots * keyValueHeads * rows();
    if (spanMaxima.length < count || spanSums.length < count * headSize) {
      spanTotals = new float[count];
      spanSums = new float[count * headSize];
      spanMaxima = new float[count]; // the last: it says that there is room in all
    }
  }

  /** Rows of a key-value head: token by token, and in a token one for each head that shares it. */
  public int rows() {
    return tokens * sharing;
  }

  /** How many spans the last token's positions take. */
  public int spans() {
    return (position + tokens + SPAN - 1) / SPAN;
  }

  /** How many positions of a span a row attends to. */
  int positions(int row, int span) {
    return Math.clamp(position + row / sharing + 1L - (long) span * SPAN, 0, SPAN);
  }

  /** The first row that attends to a span, rounded down to the first of its group. */
  int firstRow(int span) {
    long row = Math.max(0, (long) span * SPAN - position) * sharing;
    return (int) Math.min(row, rows()) / GROUP * GROUP;
  }

  int headSize() {
    return headSize;
  }

  /** The queries, scaled. */
  float[] queries() {
    return queries;
  }

  /** Where a row's query starts; its numbers are {@link #GROUP} apart. */
  int query(int head, int row) {
    return (head * groups() + row / GROUP) * GROUP * headSize + row % GROUP;
  }

  private int groups() {
    return (rows() + GROUP - 1) / GROUP;
  }

  private int output(int head, int row) {
    int token = row / sharing;
    return ((token * keyValueHeads + head) * sharing + row % sharing) * headSize;
  }

  /** Takes in what a row found in a span: weighed values, (headSize) from {@code from}. */
  void store(int slot, int head, int row, float max, float total, float[] sums, int from) {
    int at = (slot * keyValueHeads + head) * rows() + row;
    spanMaxima[at] = max;
    spanTotals[at] = total;
    System.arraycopy(sums, from, spanSums, at * headSize, headSize);
  }

  /**
   * Adds the results of some spans to a token's output.
   *
   * @param firstSpan whose result is in slot 0; those of the next ones follow
   * @param toSpan the end (exclusive)
   * @param out (token, head, headSize)
   */
  public void gather(int token, int firstSpan, int toSpan, float[] out) {
    for (int head = 0; head < keyValueHeads; head++) {
      for (int row = token * sharing; row < (token + 1) * sharing; row++) {
        int to = output(head, row);
        if (firstSpan == 0) {
          Arrays.fill(out, to, to + headSize, 0);
        }
        for (int span = firstSpan; span < toSpan && positions(row, span) > 0; span++) {
          add(span - firstSpan, head, row, out, to);
        }
        if (toSpan == spans()) {
          float factor = 1 / totals[head * rows() + row];
          for (int d = to; d < to + headSize; d++) {
            out[d] *= factor;
          }
        }
      }
    }
  }

  /** Both are weighed relative to the larger of their maxima. */
  private void add(int slot, int head, int row, float[] out, int to) {
    int state = head * rows() + row;
    int at = slot * keyValueHeads * rows() + state;
    float max = Math.max(maxima[state], spanMaxima[at]);
    float before = Exponential.exp(maxima[state] - max);
    float here = Exponential.exp(spanMaxima[at] - max);
    maxima[state] = max;
    totals[state] = Math.fma(spanTotals[at], here, totals[state] * before);
    int from = at * headSize;
    for (int d = 0; d < headSize; d++) {
      out[to + d] = Math.fma(spanSums[from + d], here, out[to + d] * before);
    }
  }
}
