package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.Exponential;
import java.util.Arrays;

/**
 * The exponentials of attention scores, as all kernels must compute them: they are summed in 16
 * sums, each of every sixteenth one, and these in pairs. So vectors of any width can do it.
 */
final class AttentionSoftmax {

  static final int SUMS = 16;

  private AttentionSoftmax() {}

  /** The largest score of {@code scores[from, from + count)}. */
  static float max(float[] scores, int from, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + count; i++) {
      max = Math.max(max, scores[i]);
    }
    return max;
  }

  /**
   * Replaces scores by the exponentials of {@code score - max} and returns their sum.
   *
   * @param sums room for 16 sums
   */
  static float exponentials(float[] scores, int from, int count, float max, float[] sums) {
    Arrays.fill(sums, 0);
    for (int i = 0; i < count; i++) {
      scores[from + i] = Exponential.exp(scores[from + i] - max);
      sums[i % SUMS] += scores[from + i];
    }
    return total(sums);
  }

  /** Adds up 16 sums in pairs. */
  static float total(float[] sums) {
    for (int n = SUMS / 2; n > 0; n /= 2) {
      for (int i = 0; i < n; i++) {
        sums[i] += sums[i + n];
      }
    }
    return sums[0];
  }
}
