package io.github.pyramidsd.decoding.sampling;

/**
 * What a model says about the next token: the distribution that tokens are drawn from, and the one
 * behind it before temperature and truncation.
 *
 * <p>An instance is a buffer, filled by {@link LogitProcessor}.
 */
public final class Prediction {

  final Distribution sampling;
  final Distribution untempered;
  double entropy;

  /** Makes a buffer for a vocabulary, with scalar kernels. */
  public Prediction(int vocabularySize) {
    this(vocabularySize, VocabularyKernels.SCALAR);
  }

  /** Makes a buffer for a vocabulary. */
  public Prediction(int vocabularySize, VocabularyKernels kernels) {
    sampling = new Distribution(vocabularySize, kernels);
    untempered = new Distribution(vocabularySize, kernels);
  }

  /**
   * The distribution after penalties, temperature, top-k, top-p and min-p. At temperature 0 it is
   * certain of the most likely token.
   */
  public Distribution sampling() {
    return sampling;
  }

  /**
   * The softmax after penalties only, which tells how sure the model was even where the
   * distribution for sampling is one-hot. It is not filled at temperature 1, where it would be the
   * same.
   */
  public Distribution untempered() {
    return untempered;
  }

  /** The entropy of the softmax after penalties only, in nats. */
  public double entropy() {
    return entropy;
  }
}
