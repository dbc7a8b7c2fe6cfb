package io.github.pyramidsd.engine.tokenizer;

import java.util.Arrays;

/**
 * Merges the symbols of one piece of text at a time: always the pair of neighbours with the lowest
 * rank, the leftmost of equals, until no pair merges. For one thread.
 *
 * <p>The symbols form a linked list over the places of the piece's bytes; the pairs wait in a
 * binary heap of {@code rank << 32 | place of the left one}. A merge changes at most two pairs,
 * which enter the heap anew; what they were before stays in it, and is recognised when it comes up
 * by its rank, which is no longer that of the pair at its place. So n bytes take O(n log n).
 */
final class Merger {

  private static final int GONE = -1;

  private final MergeTable merges;
  private int[] symbols = new int[64]; // (place): token id, GONE if merged into an earlier place
  private int[] next = new int[64]; // (place)
  private int[] previous = new int[64]; // (place)
  private long[] heap = new long[128];
  private int waiting;

  Merger(MergeTable merges) {
    this.merges = merges;
  }

  /**
   * Returns an array for the symbols of a piece, to be filled before {@link #merge}. Its content is
   * undefined.
   */
  int[] symbols(int count) {
    if (symbols.length < count) {
      int length = Math.max(count, 2 * symbols.length);
      symbols = new int[length];
      next = new int[length];
      previous = new int[length];
    }
    return symbols;
  }

  /** Merges the first {@code count} symbols, and appends what they have become. */
  void merge(int count, TokenBuffer output) {
    for (int place = 0; place < count; place++) {
      next[place] = place + 1;
      previous[place] = place - 1;
    }
    waiting = 0;
    for (int place = 0; place < count; place++) {
      offer(place, count);
    }
    while (waiting > 0) {
      long pair = poll();
      int left = (int) pair;
      int slot = slot(left, count);
      if (slot >= 0 && merges.rank(slot) == (int) (pair >>> 32)) {
        join(left, merges.merged(slot), count);
      }
    }
    for (int place = 0; place < count; place = next[place]) {
      if (MergeTable.isAbsent(symbols[place])) {
        for (int token : merges.spelled(symbols[place])) {
          output.add(token);
        }
      } else {
        output.add(symbols[place]);
      }
    }
  }

  private void join(int left, int symbol, int count) {
    int right = next[left];
    symbols[left] = symbol;
    symbols[right] = GONE;
    next[left] = next[right];
    if (next[left] < count) {
      previous[next[left]] = left;
    }
    if (previous[left] >= 0) {
      offer(previous[left], count);
    }
    offer(left, count);
  }

  /** Where the merge of the symbol and the one after it is in the table, or -1. */
  private int slot(int left, int count) {
    return symbols[left] == GONE || next[left] >= count
        ? -1
        : merges.find(symbols[left], symbols[next[left]]);
  }

  private void offer(int left, int count) {
    int slot = slot(left, count);
    if (slot < 0) {
      return;
    }
    long pair = (long) merges.rank(slot) << 32 | left;
    if (waiting == heap.length) {
      heap = Arrays.copyOf(heap, 2 * waiting);
    }
    int child = waiting++;
    while (child > 0 && heap[(child - 1) >> 1] > pair) {
      heap[child] = heap[(child - 1) >> 1];
      child = (child - 1) >> 1;
    }
    heap[child] = pair;
  }

  private long poll() {
    long least = heap[0];
    long last = heap[--waiting];
    int parent = 0;
    for (int child = 1; child < waiting; child = 2 * parent + 1) {
      if (child + 1 < waiting && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[parent] = heap[child];
      parent = child;
    }
    heap[parent] = last;
    return least;
  }
}
