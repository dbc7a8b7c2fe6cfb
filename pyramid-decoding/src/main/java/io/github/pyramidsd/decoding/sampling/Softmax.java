package io.github.pyramidsd.decoding.sampling;

import java.util.Arrays;

/** The softmax of a row of logits, in one pass of exponentials. */
final class Softmax {

  private Softmax() {}

  /**
   * Fills a distribution with the softmax of {@code logits / temperature}; tokens that the row
   * lacks get 0.
   *
   * @return its entropy, in nats
   */
  static double of(float[] logits, int offset, int count, double temperature, Distribution out) {
    float[] p = out.values();
    float max = max(logits, offset, count);
    float scale = (float) Math.min(1 / temperature, Float.MAX_VALUE);
    for (int id = 0; id < count; id++) {
      p[id] = Exponential.exp((logits[offset + id] - max) * scale);
    }
    Arrays.fill(p, count, p.length, 0);
    double sum = 0;
    double weighted = 0;
    for (int id = 0; id < count; id++) {
      sum += p[id];
      weighted += p[id] * weight(logits[offset + id], max, scale);
    }
    out.scale((float) (1 / sum));
    return Math.max(0, Math.log(sum) - weighted / sum);
  }

  /** The entropy of the softmax of a row, in nats. */
  static double entropy(float[] logits, int offset, int count) {
    float max = max(logits, offset, count);
    double sum = 0;
    double weighted = 0;
    for (int i = offset; i < offset + count; i++) {
      float e = Exponential.exp(logits[i] - max);
      sum += e;
      weighted += e * weight(logits[i], max, 1);
    }
    return Math.max(0, Math.log(sum) - weighted / sum);
  }

  /** The exponent of a token, kept finite where its probability is 0 anyway. */
  private static float weight(float logit, float max, float scale) {
    return Math.max(Exponential.LOWEST, (logit - max) * scale);
  }

  private static float max(float[] logits, int offset, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + count; i++) {
      max = Math.max(max, logits[i]);
    }
    if (!(Math.abs(max) < Float.POSITIVE_INFINITY)) {
      throw new ArithmeticException(
          "the model's logits are not finite (largest is " + max + "): its weights may be damaged");
    }
    return max;
  }
}
