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
    return normalize(p, count, logits, offset, max, scale, out);
  }

  /**
   * Makes exponentials add up to 1. Four sums run side by side: one would wait for each addition.
   */
  private static double normalize(
      float[] p, int count, float[] logits, int offset, float max, float scale, Distribution out) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double weighted0 = 0;
    double weighted1 = 0;
    int id = 0;
    for (; id <= count - 4; id += 4) {
      sum0 += p[id];
      sum1 += p[id + 1];
      sum2 += p[id + 2];
      sum3 += p[id + 3];
      weighted0 += p[id] * exponent(logits[offset + id], max, scale);
      weighted1 += p[id + 1] * exponent(logits[offset + id + 1], max, scale);
      weighted0 += p[id + 2] * exponent(logits[offset + id + 2], max, scale);
      weighted1 += p[id + 3] * exponent(logits[offset + id + 3], max, scale);
    }
    for (; id < count; id++) {
      sum0 += p[id];
      weighted0 += p[id] * exponent(logits[offset + id], max, scale);
    }
    double sum = sum0 + sum1 + sum2 + sum3;
    out.scale((float) (1 / sum));
    return Math.max(0, Math.log(sum) - (weighted0 + weighted1) / sum);
  }

  /** The exponent of a token, kept finite where its probability is 0 anyway. */
  private static float exponent(float logit, float max, float scale) {
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
