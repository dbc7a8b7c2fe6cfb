package io.github.pyramidsd.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well a model predicts a sequence.
 *
 * @param tokens the sequence
 * @param positions what the model predicts after each of the tokens
 * @param perplexity of all tokens but the first; null if there is just one
 * @param meanNegativeLogLikelihood the logarithm of the perplexity
 * @param meanEntropy of the predictions, in nats
 * @param surprises of all tokens but the first: their negative log-likelihoods, in nats
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Score(
    List<Integer> tokens,
    List<Position> positions,
    @Nullable Double perplexity,
    @Nullable Double meanNegativeLogLikelihood,
    double meanEntropy,
    @JsonIgnore double[] surprises) {

  /**
   * What the model predicts after a token.
   *
   * @param logsumexp of the logits
   * @param entropy of their softmax, in nats
   * @param top pairs of a token id and its logit, the highest first, ties by the lower id
   */
  record Position(double logsumexp, double entropy, List<List<Number>> top) {}
}
