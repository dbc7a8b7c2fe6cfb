package io.github.pyramidsd.decoding.sampling;

/**
 * The softmax of a row of logits at temperature 1, for those who judge and do not sample: all sums
 * are in double precision, and probabilities stay logarithms, so that none is too small.
 *
 * @param logSumExp of the logits
 * @param entropy in nats
 */
public record LogSoftmax(double logSumExp, double entropy) {

  /**
   * Sums up the row {@code logits[offset, offset + count)}.
   *
   * @throws ArithmeticException if the largest logit is not finite
   */
  public static LogSoftmax of(float[] logits, int offset, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < count; id++) {
      max = Math.max(max, logits[offset + id]);
    }
    if (!Float.isFinite(max)) {
      throw new ArithmeticException(
          "the model's logits are not finite (largest is " + max + "): its weights may be damaged");
    }
    double sum = 0;
    double weighted = 0;
    for (int id = 0; id < count; id++) {
      double distance = (double) logits[offset + id] - max;
      double e = Math.exp(distance);
      sum += e;
      weighted += e == 0 ? 0 : e * distance;
    }
    double logOfSum = Math.log(sum);
    return new LogSoftmax(max + logOfSum, Math.max(0, logOfSum - weighted / sum));
  }

  /** The negative logarithm of the probability of a token, from its logit; in nats. */
  public double surprise(float logit) {
    return logSumExp - logit;
  }
}
