package io.github.pyramidsd.decoding.plan;

/**
 * When something was measured. What is learnt grows old only if both time has passed and tokens
 * were decoded: with a fast model a thousand tokens are no time, and with a slow one a second is no
 * experience.
 *
 * @param tokens decoded until then
 * @param seconds of a clock
 */
record Moment(long tokens, double seconds) {

  /** Before everything. */
  static final Moment START = new Moment(0, 0);

  private static final double TOKENS_PER_SECOND = 64;
  private static final double OLD = 4;

  /** The seconds from another moment to this one, but no more than a second for 64 tokens. */
  double since(Moment earlier) {
    double elapsed =
        Math.min((tokens - earlier.tokens) / TOKENS_PER_SECOND, seconds - earlier.seconds);
    return Math.max(0, elapsed);
  }

  /** The weight at a later moment of what was measured at this one: 1 at once, 1/e when old. */
  double weight(Moment now) {
    return Math.exp(-now.since(this) / OLD);
  }
}
