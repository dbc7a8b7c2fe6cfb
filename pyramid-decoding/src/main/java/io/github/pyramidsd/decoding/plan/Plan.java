package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;

/**
 * A composition with its lengths, and what it is expected to do.
 *
 * @param composition what to decode with
 * @param chain the set of its levels, a bit for each
 * @param secondsPerToken that it is expected to take
 * @param calibration the factor in that by which the chain took longer than the model says
 * @param yield the factor in that by which early stops left more tokens than the model says; 0 if
 *     there are none
 * @param deviationPerToken that it is expected to spend of a deviation budget
 * @param tokensPerRound that the target is expected to commit in a round
 */
record Plan(
    Composition composition,
    int chain,
    double secondsPerToken,
    double calibration,
    double yield,
    double deviationPerToken,
    double tokensPerRound) {

  /** Whether nothing is proposed: plain decoding. */
  boolean isPlain() {
    return composition.stages().isEmpty();
  }

  boolean stopsEarly() {
    return yield > 0;
  }

  /** The seconds of a round as the model says, without calibration. */
  double modelSeconds() {
    return tokensPerRound * secondsPerToken / calibration;
  }

  /** The tokens of a round as the model of early stops says, without calibration. */
  double modelTokens() {
    return tokensPerRound / yield;
  }
}
