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

  private static final int BLOCK = VocabularyKernels.BLOCK;

  private final float[] probabilities; // (vocabulary)
  private final VocabularyKernels kernels;

  /** Makes a buffer for a vocabulary, all zero until it is filled, with scalar kernels. */
  public Distribution(int vocabularySize) {
    this(vocabularySize, VocabularyKernels.SCALAR);
  }

  /** Makes a buffer for a vocabulary, all zero until it is filled. */
  public Distribution(int vocabularySize, VocabularyKernels kernels) {
    this.probabilities = new float[vocabularySize];
    this.kernels = kernels;
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
    float most = -1;
    int block = 0;
    for (int from = 0; from < size(); from += BLOCK) {
      float max = kernels.max(probabilities, from, end(from));
      if (max > most) {
        most = max;
        block = from;
      }
    }
    int id = block;
    while (probabilities[id] != most) {
      id++;
    }
    return id;
  }

  /** The Shannon entropy, in nats. */
  public double entropy() {
    return Math.max(
        0, -sum((from, to, sums) -> kernels.addLogarithms(probabilities, from, to, sums)));
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
    for (int from = 0; from < size(); from += BLOCK) {
      kernels.excess(p.probabilities, q.probabilities, probabilities, from, end(from));
    }
    double sum = sum((from, to, sums) -> kernels.addProbabilities(probabilities, from, to, sums));
    if (sum > 0) {
      scale((float) (1 / sum));
    } else {
      System.arraycopy(p.probabilities, 0, probabilities, 0, probabilities.length);
    }
  }

  /** Multiplies every probability by a factor. */
  void scale(float factor) {
    for (int from = 0; from < size(); from += BLOCK) {
      kernels.scale(probabilities, factor, from, end(from));
    }
  }

  /** The sum of the probabilities of a block. */
  double mass(int from, int to) {
    double[] sums = new double[VocabularyKernels.SUMS];
    kernels.addProbabilities(probabilities, from, to, sums);
    return VocabularyKernels.total(sums);
  }

  /** The sum of the probabilities that are at least a given one. */
  double massAtLeast(float least) {
    return sum((from, to, sums) -> kernels.addAtLeast(probabilities, least, from, to, sums));
  }

  /** Writes the ids of at least a probability to an array, in order, and returns their number. */
  int select(float least, int[] ids) {
    int count = 0;
    for (int from = 0; from < size(); from += BLOCK) {
      count = kernels.select(probabilities, least, from, end(from), ids, count);
    }
    return count;
  }

  /** Fills in, for each place of a block, the largest probability at that place of any block. */
  void fillMaxima(float[] maxima) {
    Arrays.fill(maxima, 0);
    for (int from = 0; from < size(); from += BLOCK) {
      kernels.raise(maxima, probabilities, from, end(from));
    }
  }

  /**
   * What is added up over a stretch of the vocabulary: an operation of {@link VocabularyKernels}.
   */
  interface Summand {
    void addTo(int from, int to, double[] sums);
  }

  /** Adds something up over the whole vocabulary. */
  double sum(Summand summand) {
    double[] sums = new double[VocabularyKernels.SUMS];
    for (int from = 0; from < size(); from += BLOCK) {
      summand.addTo(from, end(from), sums);
    }
    return VocabularyKernels.total(sums);
  }

  /** Where the block ends that starts at {@code from}. */
  private int end(int from) {
    return Math.min(from + BLOCK, probabilities.length);
  }

  /** What computes with this distribution. */
  VocabularyKernels kernels() {
    return kernels;
  }

  /** The values themselves, for the classes that fill and measure them. */
  float[] values() {
    return probabilities;
  }
}
