package io.github.pyramidsd.decoding.sampling;

import java.util.Arrays;

/**
 * Probabilities of the next token: one for each id of a vocabulary, adding up to 1.
 *
 * <p>An instance is a buffer that the decoder fills again and again, so that a token costs no
 * allocation; whoever wants to keep one copies its {@linkplain #toArray() values}. Values are
 * floats, and everything that sums over them does so in double precision and in one fixed order.
 *
 * <p>Where only a few tokens have a probability, the buffer can be sparse: it then knows which, and
 * what is filled, drawn or measured costs as much as they are many, not as the vocabulary is long.
 * The array is complete all the same, and every result has the same bits: what is left out is 0.
 */
public final class Distribution {

  private static final int BLOCK = VocabularyKernels.BLOCK;

  /** Instead of the size of the support: any token may have a probability. */
  private static final int DENSE = -1;

  private final float[] probabilities; // (vocabulary)
  private final VocabularyKernels kernels;
  private int[] support = {}; // ascending: all others have probability 0
  private int supportSize = DENSE;

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
    return supportSize > 0 ? mostLikelyOfSupport() : mostLikelyOfAll();
  }

  private int mostLikelyOfSupport() {
    int best = support[0];
    for (int i = 1; i < supportSize; i++) {
      best = probabilities[support[i]] > probabilities[best] ? support[i] : best;
    }
    return best;
  }

  private int mostLikelyOfAll() {
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
        0, -sumOfSupport((by, from, to, sums) -> by.addLogarithms(probabilities, from, to, sums)));
  }

  /** Becomes certain of one token. */
  void setOneHot(int id) {
    clear(1);
    probabilities[id] = 1;
    support[0] = id;
  }

  /**
   * Gives some tokens a probability, and all others none.
   *
   * @param ids of the tokens, all different, in any order
   * @param values their probabilities, which add up to 1
   * @param count how many there are, at least 1
   */
  void setSparse(int[] ids, float[] values, int count) {
    clear(count);
    for (int i = 0; i < count; i++) {
      probabilities[ids[i]] = values[i];
      support[i] = ids[i];
    }
    Arrays.sort(support, 0, count);
  }

  /** Makes all probabilities 0, and room for a support. */
  private void clear(int count) {
    if (supportSize == DENSE) {
      Arrays.fill(probabilities, 0);
    }
    for (int i = 0; i < supportSize; i++) {
      probabilities[support[i]] = 0;
    }
    if (support.length < count) {
      support = new int[Math.max(count, 2 * support.length)];
    }
    supportSize = count;
  }

  /** Whether only a few tokens have a probability, and it knows which. */
  boolean isSparse() {
    return supportSize != DENSE;
  }

  /** Σ min(p, q) over the tokens that have a probability here. */
  double overlap(Distribution p) {
    double sum = 0;
    for (int i = 0; i < supportSize; i++) {
      sum += Math.min(probabilities[support[i]], p.probabilities[support[i]]);
    }
    return Math.min(1, sum);
  }

  /** The lowest id from {@code from} on that may have a probability; if none may, the size. */
  int next(int from) {
    int i = indexOf(from);
    return i < count() ? id(i) : size();
  }

  /** How many tokens may have a probability. */
  int count() {
    return supportSize == DENSE ? probabilities.length : supportSize;
  }

  /** The {@code i}-th of these, in ascending order. */
  int id(int i) {
    return supportSize == DENSE ? i : support[i];
  }

  /** How many of these are below an id. */
  int indexOf(int id) {
    if (supportSize == DENSE) {
      return id;
    }
    int found = Arrays.binarySearch(support, 0, supportSize, id);
    return found < 0 ? -found - 1 : found;
  }

  /**
   * Becomes norm(max(0, p − q)), from which the exact rule draws its replacement (Leviathan et al.
   * 2023). Where p and q are equal up to rounding nothing is left to draw from, and it becomes p.
   */
  public void setResidual(Distribution p, Distribution q) {
    if (p.supportSize == DENSE) {
      supportSize = DENSE;
      for (int from = 0; from < size(); from += BLOCK) {
        kernels.excess(p.probabilities, q.probabilities, probabilities, from, end(from));
      }
    } else {
      clear(p.supportSize);
      for (int i = 0; i < p.supportSize; i++) {
        int id = p.support[i];
        probabilities[id] = Math.max(0, p.probabilities[id] - q.probabilities[id]);
        support[i] = id;
      }
    }
    double sum =
        sumOfSupport((by, from, to, sums) -> by.addProbabilities(probabilities, from, to, sums));
    if (sum > 0) {
      scale((float) (1 / sum));
    } else {
      copy(p);
    }
  }

  /** Becomes equal to a distribution that has the same support. */
  private void copy(Distribution p) {
    for (int i = 0; i < supportSize; i++) {
      probabilities[support[i]] = p.probabilities[support[i]];
    }
    if (supportSize == DENSE) {
      System.arraycopy(p.probabilities, 0, probabilities, 0, probabilities.length);
    }
  }

  /** Multiplies every probability by a factor. */
  void scale(float factor) {
    for (int i = 0; i < supportSize; i++) {
      probabilities[support[i]] *= factor;
    }
    for (int from = 0; supportSize == DENSE && from < size(); from += BLOCK) {
      kernels.scale(probabilities, factor, from, end(from));
    }
  }

  /** The sum of the probabilities of a block. */
  double mass(int from, int to) {
    double[] sums = new double[VocabularyKernels.SUMS];
    if (supportSize == DENSE) {
      kernels.addProbabilities(probabilities, from, to, sums);
    } else {
      for (int i = indexOf(from); i < supportSize && support[i] < to; i++) {
        sums[support[i] % VocabularyKernels.SUMS] += probabilities[support[i]];
      }
    }
    return VocabularyKernels.total(sums);
  }

  /** The sum of the probabilities that are at least a given one. */
  double massAtLeast(float least) {
    return sum((by, from, to, sums) -> by.addAtLeast(probabilities, least, from, to, sums));
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
    void addTo(VocabularyKernels by, int from, int to, double[] sums);
  }

  /** Adds something up over the whole vocabulary. */
  double sum(Summand summand) {
    double[] sums = new double[VocabularyKernels.SUMS];
    for (int from = 0; from < size(); from += BLOCK) {
      summand.addTo(kernels, from, end(from), sums);
    }
    return VocabularyKernels.total(sums);
  }

  /** Adds something up that is 0 where the probability is: of the few tokens that have one. */
  private double sumOfSupport(Summand summand) {
    if (supportSize == DENSE) {
      return sum(summand);
    }
    double[] sums = new double[VocabularyKernels.SUMS];
    for (int i = 0; i < supportSize; i++) {
      summand.addTo(VocabularyKernels.SCALAR, support[i], support[i] + 1, sums);
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

  /** The values themselves, for the classes that measure them. */
  float[] values() {
    return probabilities;
  }

  /** The values themselves, for the classes that overwrite all of them: it is sparse no longer. */
  float[] valuesToFill() {
    supportSize = DENSE;
    return probabilities;
  }
}
