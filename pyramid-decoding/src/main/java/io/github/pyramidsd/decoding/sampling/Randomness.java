package io.github.pyramidsd.decoding.sampling;

/**
 * The random choices of a response, in the order in which they are made.
 *
 * <p>There are only these two kinds, so that a test can put every possible choice in the place of a
 * random one and add up what comes out.
 */
public interface Randomness {

  /**
   * True with a probability.
   *
   * @param probability from 0, which is never true, to 1, which always is
   */
  boolean chance(double probability);

  /** Draws a token. A token of probability 0 is never drawn. */
  int draw(Distribution distribution);

  /** One stream of pseudo-random numbers; the same seed gives the same choices. */
  static Randomness seeded(long seed) {
    return new SeededRandomness(seed);
  }
}
