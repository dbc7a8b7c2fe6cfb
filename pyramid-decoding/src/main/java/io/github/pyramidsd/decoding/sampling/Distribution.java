package io.github.pyramidsd.decoding.sampling;

import java.util.Arrays;

/**
 * Probabilities of the next token: one for each id of a vocabulary, adding up to 1.
 *
 * <p>An instance is a buffer that the decoder fills again and again, so that a token costs no
 * allocation; whoever wants to keep one copies its {@linkplain #toArray() values}. Values are
 * floats, and everything that sums over them does so in double precision and in one fixed order.
 */
public final class Distribution {

  private final float[] probabilities; // (vocabulary)

  /** Makes a buffer for a vocabulary, all zero until it is filled. */
  public Distribution(int vocabularySize) {
    probabilities = new float[vocabularySize];
  }

  /**
   * Makes a distribution of given values.
   *
   * @throws IllegalArgumentException if one is negative or they do not add up to 1
   */
  public static Distribution of(double... values) {
    Distribution result = new Distribution(values.length);
    double sum = 0;
    for (int id = 0; id < values.length; id++) {
      if (!(values[id] >= 0)) {
        throw new IllegalArgumentException(
            "probability of token " + id + " is " + values[id] + ", expected 0 or more");
      }
      sum += values[id];
      result.probabilities[id] = (float) values[id];
    }
    if (Math.abs(sum - 1) > 1e-6) {
      throw new IllegalArgumentException("probabilities add up to " + sum + ", expected 1");
    }
    return result;
  }

  /** The size of the vocabulary. */
  public int size() {
    return probabilities.length;
  }

  /** The probability of a token. */
  public float probability(int id) {
    return probabilities[id];
  }

  /** A copy of all probabilities, by id. */
  public float[] toArray() {
    return probabilities.clone();
  }

  /** The most likely token; of equals, the one with the lowest id. */
  public int mostLikely() {
    int best = 0;
    for (int id = 1; id < probabilities.length; id++) {
      if (probabilities[id] > probabilities[best]) {
        best = id;
      }
    }
    return best;
  }

  /** The Shannon entropy, in nats. */
  public double entropy() {
    double sum = 0;
    for (float p : probabilities) {
      if (p > 0) {
        sum -= p * Math.log(p);
      }
    }
    return sum;
  }

  /** Becomes certain of one token. */
  void setOneHot(int id) {
    Arrays.fill(probabilities, 0);
    probabilities[id] = 1;
  }

  /**
   * Becomes norm(max(0, p − q)), from which the exact rule draws its replacement (Leviathan et al.
   * 2023). Where p and q are equal up to rounding nothing is left to draw from, and it becomes p.
   */
  public void setResidual(Distribution p, Distribution q) {
    double sum = 0;
    for (int id = 0; id < probabilities.length; id++) {
      float excess = Math.max(0, p.probabilities[id] - q.probabilities[id]);
      probabilities[id] = excess;
      sum += excess;
    }
    if (sum > 0) {
      scale((float) (1 / sum));
    } else {
      System.arraycopy(p.probabilities, 0, probabilities, 0, probabilities.length);
    }
  }

  /** Multiplies every probability by a factor. */
  void scale(float factor) {
    for (int id = 0; id < probabilities.length; id++) {
      probabilities[id] *= factor;
    }
  }

  /** The values themselves, for the classes that fill and measure them. */
  float[] values() {
    return probabilities;
  }
}
