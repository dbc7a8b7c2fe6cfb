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
   * @throws ArithmeticException if the logits are not numbers, or the largest is infinite
   */
  static double of(float[] logits, int offset, int count, double temperature, Distribution out) {
    float[] p = out.values();
    float max = max(logits, offset, count);
    float scale = (float) Math.min(1 / temperature, Float.MAX_VALUE);
    double sum = 0;
    double weighted = 0;
    for (int id = 0; id < count; id++) {
      float exponent = (logits[offset + id] - max) * scale;
      float e = Exponential.exp(exponent);
      p[id] = e;
      sum += e;
      if (e > 0) {
        weighted += (double) e * exponent;
      }
    }
    if (!(sum >= 1)) {
      throw new ArithmeticException(
          "the model's logits are not finite (largest is " + max + "): its weights may be damaged");
    }
    Arrays.fill(p, count, p.length, 0);
    out.scale((float) (1 / sum));
    return Math.max(0, Math.log(sum) - weighted / sum);
  }

  private static float max(float[] logits, int offset, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + count; i++) {
      if (logits[i] > max) {
        max = logits[i];
      }
    }
    return max;
  }
}
