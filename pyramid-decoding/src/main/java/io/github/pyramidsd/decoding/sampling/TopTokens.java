package io.github.pyramidsd.decoding.sampling;

import java.util.Arrays;

/**
 * Cuts a distribution down to its likeliest tokens without sorting it: a bound is found that no
 * token below can meet, what is at or above it goes into a heap, and that is popped only as often
 * as tokens are kept. Equal probabilities are ordered by id.
 */
final class TopTokens {

  /** How much lower the bound for top-p is tried each time. */
  private static final float STEP = 1 / 16f;

  /** More than a sum over a vocabulary can be off. */
  private static final double ROUNDING = 1e-9;

  /** A distribution becomes sparse if no more than one in so many tokens is left. */
  private static final int SPARSE = 8;

  private final IdHeap heap;
  private final float[] maxima; // (block): the largest of the tokens that are congruent to each
  private float[] kept = {}; // the probabilities of the tokens that are kept

  TopTokens(int vocabularySize) {
    heap = new IdHeap(Math.max(vocabularySize, VocabularyKernels.BLOCK));
    maxima = new float[VocabularyKernels.BLOCK];
  }

  /** Applies top-k, then top-p to what that left, then min-p; and makes the rest add up to 1. */
  void keep(Distribution distribution, SamplingOptions options) {
    float[] p = distribution.valuesToFill();
    float max = distribution.probability(distribution.mostLikely());
    float least = (float) (options.minP() * max);
    int size = distribution.select(bound(distribution, options, max, least), heap.ids);
    heap.build(p, size);
    int count = options.topK() > 0 ? Math.min(options.topK(), size) : size;
    if (count < size) {
      heap.popTo(size - count);
    }
    if (options.topP() < 1) {
      double mass = options.topK() > 0 ? mass(p, size - count, size) : 1;
      count = countTopP(p, size, count, options.topP() * mass);
    }
    keepOnly(distribution, size - count, size, least);
  }

  /** A probability that every token which is kept has at least. */
  private float bound(Distribution distribution, SamplingOptions options, float max, float least) {
    float bound = least;
    if (options.topK() > 0) {
      // Top-p looks at the mass of all k, also of those that min-p cuts off afterwards.
      float kth = boundForTopK(distribution, options.topK());
      bound = options.topP() < 1 ? kth : Math.max(kth, least);
    } else if (options.topP() < 1) {
      bound = Math.max(boundForTopP(distribution, options.topP(), max), least);
    }
    return Math.max(bound, Float.MIN_VALUE);
  }

  /**
   * The k-th largest of the largest tokens of as many groups as a block is long: at least k tokens
   * are not below it, and few more are.
   */
  private float boundForTopK(Distribution distribution, int k) {
    if (k > maxima.length) {
      return 0;
    }
    distribution.fillMaxima(maxima);
    for (int i = 0; i < maxima.length; i++) {
      heap.ids[i] = i;
    }
    heap.build(maxima, maxima.length);
    heap.popTo(maxima.length - k);
    return maxima[heap.ids[maxima.length - k]];
  }

  /**
   * A bound such that the tokens at or above it have the share wanted. All tokens of at most (1 −
   * topP) / vocabulary together have at most 1 − topP, so none of them is ever needed (as
   * Karpathy's llama2.c observes).
   */
  private static float boundForTopP(Distribution distribution, double topP, float max) {
    float floor = (float) ((1 - topP) / distribution.size());
    float bound = max * STEP;
    while (bound > floor && distribution.massAtLeast(bound) < topP + ROUNDING) {
      bound *= STEP;
    }
    return Math.max(bound, floor);
  }

  /** How many of the likeliest tokens, of {@code limit}, it takes to reach a probability. */
  private int countTopP(float[] p, int size, int limit, double wanted) {
    double mass = 0;
    int count = 0;
    while (count < limit && mass < wanted) {
      count++;
      heap.popTo(size - count);
      mass += p[heap.ids[size - count]];
    }
    return count;
  }

  private double mass(float[] p, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += p[heap.ids[i]];
    }
    return sum;
  }

  /** Keeps the tokens in {@code ids[from, to)} that have at least a probability. */
  private void keepOnly(Distribution distribution, int from, int to, float least) {
    float[] p = distribution.values();
    int[] ids = heap.ids;
    if (kept.length < to - from) {
      kept = new float[Math.max(to - from, 2 * kept.length)];
    }
    int count = 0;
    double mass = 0;
    for (int i = from; i < to; i++) {
      if (p[ids[i]] >= least) {
        ids[count] = ids[i];
        kept[count] = p[ids[i]];
        mass += kept[count];
        count++;
      }
    }
    float factor = (float) (1 / mass);
    for (int i = 0; i < count; i++) {
      kept[i] *= factor;
    }
    if (count * SPARSE <= distribution.size()) {
      distribution.setSparse(ids, kept, count);
      return;
    }
    Arrays.fill(p, 0);
    for (int i = 0; i < count; i++) {
      p[ids[i]] = kept[i];
    }
  }
}
