package io.github.pyramidsd.decoding.sampling;

import java.util.SplittableRandom;

/** Choices from one stream of pseudo-random numbers. A certain outcome takes none from it. */
final class SeededRandomness implements Randomness {

  private final SplittableRandom random;

  SeededRandomness(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public boolean chance(double probability) {
    return probability >= 1 || (probability > 0 && random.nextDouble() < probability);
  }

  /**
   * Walks along the probabilities; the last crumb of 1e-7 or so that rounding leaves is the last's.
   */
  @Override
  public int draw(Distribution distribution) {
    float[] p = distribution.values();
    double rest = random.nextDouble();
    int last = -1;
    for (int id = 0; id < p.length; id++) {
      if (p[id] > 0) {
        rest -= p[id];
        last = id;
        if (rest < 0) {
          return id;
        }
      }
    }
    return last;
  }
}
