package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Prediction;

/**
 * When to stop drawing proposals for a block before it has its full length.
 *
 * <p>A rule sees distributions and never the tokens drawn from them. It is asked after a token was
 * drawn and kept, so no rule can drop a token for what it is: that would bias the ones that are
 * left and lose exactness.
 */
@FunctionalInterface
public interface StopRule {

  /** Every block has its full length. */
  StopRule NEVER = (drawn, last) -> false;

  /**
   * Whether to draw no further token.
   *
   * @param drawn how many tokens the block has, at least 1
   * @param last what the proposing model predicted at the last of them
   */
  boolean stops(int drawn, Prediction last);

  /**
   * Stops after a position at which the proposer was unsure: its entropy was above {@code nats}.
   */
  static StopRule entropyAbove(double nats) {
    return (drawn, last) -> last.entropy() > nats;
  }

  /** Stops after a position at which no token had at least this probability. */
  static StopRule topProbabilityBelow(double probability) {
    return (drawn, last) -> last.sampling().probability(last.sampling().mostLikely()) < probability;
  }
}
