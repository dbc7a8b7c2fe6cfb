package io.github.pyramidsd.decoding.sampling;

/**
 * Makes predictions from weights of a few tokens, such as how often they were seen, as {@link
 * LogitProcessor} does from logits. Used by one thread at a time; a call costs as much as there are
 * tokens.
 *
 * <p>The logarithms of the weights take the place of the logits: a token of weight w has
 * w^(1/temperature) shares. So temperature 1 takes the weights as they are, and temperature 0 the
 * token with the largest, which is also the limit of the temperatures above it. Tempering pays, as
 * the verifier is tempered too.
 */
public final class WeightProcessor {

  private final double temperature;
  private final float[] shares; // (most tokens)

  /**
   * Makes a processor.
   *
   * @param mostTokens the most tokens that a prediction can be made from
   */
  public WeightProcessor(SamplingOptions options, int mostTokens) {
    this.temperature = options.temperature();
    this.shares = new float[mostTokens];
  }

  /**
   * Fills a prediction; all other tokens get probability 0.
   *
   * @param ids of the tokens, all different; at temperature 0 the first of equal weight is taken
   * @param weights of the tokens, more than 0
   * @param size how many there are, at least 1
   */
  public void process(int[] ids, double[] weights, int size, Prediction out) {
    int best = 0;
    for (int i = 1; i < size; i++) {
      best = weights[i] > weights[best] ? i : best;
    }
    if (temperature != 1) {
      fill(out.untempered, 1, ids, weights, size, weights[best]);
    }
    if (temperature == 0) {
      out.sampling.setOneHot(ids[best]);
    } else {
      fill(out.sampling, temperature, ids, weights, size, weights[best]);
    }
    out.entropy = (temperature == 1 ? out.sampling : out.untempered).entropy();
  }

  private void fill(
      Distribution out, double temperature, int[] ids, double[] weights, int size, double most) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double share = weights[i] / most;
      shares[i] =
          temperature == 1
              ? (float) share
              : Exponential.exp((float) (Logarithm.ln(share) / temperature));
      sum += shares[i];
    }
    float factor = (float) (1 / sum);
    for (int i = 0; i < size; i++) {
      shares[i] *= factor;
    }
    out.setSparse(ids, shares, size);
  }
}
