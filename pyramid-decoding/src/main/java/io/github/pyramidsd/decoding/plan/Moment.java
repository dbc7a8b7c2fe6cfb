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

  private static final double TOKENS = 256;
  private static final double SECONDS = 4;

  /**
   * The weight at a later moment of what was measured at this one: 1 at once, 1/e when it is old.
   *
   * @param longer how many times longer than usual it lasts
   */
  double weight(Moment now, double longer) {
    double age = Math.min((now.tokens - tokens) / TOKENS, (now.seconds - seconds) / SECONDS);
    return Math.exp(-Math.max(0, age) / longer);
  }
}
