package io.github.pyramidsd.decoding.sampling;

/**
 * Cuts a distribution down to its likeliest tokens: a binary heap of ids is built in linear time
 * and popped only as often as tokens are kept. Equal probabilities are ordered by id.
 */
final class TopTokens {

  private final int[]
      heap; // (vocabulary): the heap, then what was popped from it, the latest first
  private float[] p = {};
  private int heapSize;

  TopTokens(int vocabularySize) {
    heap = new int[vocabularySize];
  }

  /** Applies top-k, then top-p to what that left, then min-p; and makes the rest add up to 1. */
  void keep(Distribution distribution, SamplingOptions options) {
    p = distribution.values();
    heapify(options.topK() == 0 ? (float) ((1 - options.topP()) / p.length) : 0);
    int size = heapSize;
    int kept = options.topK() > 0 ? Math.min(options.topK(), size) : size;
    if (kept < size) {
      popTo(size - kept);
    }
    if (options.topP() < 1) {
      kept = countTopP(size, kept, options.topP() * (kept < size ? mass(size - kept, size) : 1));
    }
    float least = (float) (options.minP() * distribution.probability(distribution.mostLikely()));
    for (int i = 0; i < size; i++) {
      if (i < size - kept || p[heap[i]] < least) {
        p[heap[i]] = 0;
      }
    }
    distribution.scale((float) (1 / mass(0, size)));
  }

  /** How many of the likeliest tokens, of {@code limit}, it takes to reach a probability. */
  private int countTopP(int size, int limit, double wanted) {
    double mass = 0;
    int count = 0;
    while (count < limit && mass < wanted) {
      count++;
      popTo(size - count);
      mass += p[heap[size - count]];
    }
    return count;
  }

  private double mass(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += p[heap[i]];
    }
    return sum;
  }

  /**
   * Makes a heap of the ids whose probability is more than {@code least}, and drops the others. All
   * tokens of at most (1 − topP) / vocabulary together have at most 1 − topP, so top-p needs none
   * of them (as Karpathy's llama2.c observes).
   */
  private void heapify(float least) {
    heapSize = 0;
    for (int id = 0; id < p.length; id++) {
      if (p[id] > least) {
        heap[heapSize++] = id;
      } else {
        p[id] = 0;
      }
    }
    for (int i = heapSize / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
  }

  /** Pops until no more than {@code size} ids are left in the heap. */
  private void popTo(int size) {
    while (heapSize > size) {
      heapSize--;
      int top = heap[0];
      heap[0] = heap[heapSize];
      heap[heapSize] = top;
      siftDown(0);
    }
  }

  private void siftDown(int start) {
    int parent = start;
    int id = heap[parent];
    while (2 * parent + 1 < heapSize) {
      int child = 2 * parent + 1;
      if (child + 1 < heapSize && precedes(heap[child + 1], heap[child])) {
        child++;
      }
      if (!precedes(heap[child], id)) {
        break;
      }
      heap[parent] = heap[child];
      parent = child;
    }
    heap[parent] = id;
  }

  private boolean precedes(int a, int b) {
    return p[a] > p[b] || (p[a] == p[b] && a < b);
  }
}
