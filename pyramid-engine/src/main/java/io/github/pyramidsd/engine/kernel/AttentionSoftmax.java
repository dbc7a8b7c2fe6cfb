package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.Exponential;
import java.util.Arrays;

/**
 * The softmax over attention scores, as all kernels must compute it: the exponentials are summed in
 * 16 sums, each of every sixteenth one, and these in pairs. So vectors of any width can do it.
 */
final class AttentionSoftmax {

  static final int SUMS = 16;

  private AttentionSoftmax() {}

  /**
   * Replaces scores by the softmax of {@code scale * score}.
   *
   * @param sums room for 16 sums
   */
  static void apply(float[] scores, int count, float scale, float[] sums) {
    float max = scaledMax(scores, count, scale);
    Arrays.fill(sums, 0);
    for (int i = 0; i < count; i++) {
      scores[i] = Exponential.exp(scores[i] - max);
      sums[i % SUMS] += scores[i];
    }
    float factor = 1 / total(sums);
    for (int i = 0; i < count; i++) {
      scores[i] *= factor;
    }
  }

  /** Scales the scores and returns the largest. */
  static float scaledMax(float[] scores, int count, float scale) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      scores[i] *= scale;
      max = Math.max(max, scores[i]);
    }
    return max;
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
