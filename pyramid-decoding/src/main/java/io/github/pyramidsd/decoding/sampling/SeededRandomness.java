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
   * Walks along the probabilities, block by block and then token by token, over those that are not
   * 0 if it is known which; the last crumb of 1e-7 or so that rounding leaves is the last's.
   */
  @Override
  public int draw(Distribution distribution) {
    double rest = random.nextDouble();
    int last = 0; // where the last block starts that has any
    int id = distribution.next(0);
    while (id < distribution.size()) {
      int from = id / VocabularyKernels.BLOCK * VocabularyKernels.BLOCK;
      int to = Math.min(from + VocabularyKernels.BLOCK, distribution.size());
      double mass = distribution.mass(from, to);
      if (rest < mass) {
        return draw(distribution, from, to, rest);
      }
      if (mass > 0) {
        rest -= mass;
        last = from;
      }
      id = distribution.next(to);
    }
    return draw(distribution, last, distribution.size(), Double.POSITIVE_INFINITY);
  }

  private static int draw(Distribution distribution, int from, int to, double mass) {
    float[] p = distribution.values();
    double rest = mass;
    int last = -1;
    for (int i = distribution.indexOf(from);
        i < distribution.count() && distribution.id(i) < to;
        i++) {
      int id = distribution.id(i);
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
