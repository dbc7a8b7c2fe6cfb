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
    VocabularyKernels kernels = out.kernels();
    float[] p = out.valuesToFill();
    float max = kernels.max(logits, offset, offset + count);
    float scale = (float) Math.min(1 / temperature, Float.MAX_VALUE);
    double[] sums = new double[VocabularyKernels.SUMS];
    double[] exponents = new double[VocabularyKernels.SUMS];
    for (int from = 0; from < count; from += VocabularyKernels.BLOCK) {
      int to = Math.min(from + VocabularyKernels.BLOCK, count);
      kernels.exponentials(logits, offset, max, scale, p, from, to);
      kernels.addProbabilities(p, from, to, sums);
      kernels.addExponents(logits, offset, max, scale, p, from, to, exponents);
    }
    double sum = VocabularyKernels.total(sums);
    if (!(sum >= 1)) {
      throw new ArithmeticException(
          "the model's logits are not finite (largest is " + max + "): its weights may be damaged");
    }
    Arrays.fill(p, count, p.length, 0);
    out.scale((float) (1 / sum));
    return Math.max(0, Math.log(sum) - VocabularyKernels.total(exponents) / sum);
  }
}
