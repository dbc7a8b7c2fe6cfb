package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.Exponential;

/** The softmax over attention scores, which all kernels share. */
final class AttentionSoftmax {

  private AttentionSoftmax() {}

  /** Replaces scores by the softmax of {@code scale * score}. */
  static void apply(float[] scores, int count, float scale) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      scores[i] *= scale;
      max = Math.max(max, scores[i]);
    }
    for (int i = 0; i < count; i++) {
      scores[i] = Exponential.exp(scores[i] - max);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += scores[i];
    }
    float factor = (float) (1 / sum);
    for (int i = 0; i < count; i++) {
      scores[i] *= factor;
    }
  }
}
