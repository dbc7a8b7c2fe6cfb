package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.Vocabulary;
import java.util.SplittableRandom;

/**
 * Tokens that mean nothing, the same ones for the same seed: a pass takes as long as over others.
 */
final class RandomTokens {

  private RandomTokens() {}

  /** Draws ordinary tokens; special ones only if a vocabulary had hardly any others. */
  static int[] draw(Vocabulary vocabulary, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] tokens = new int[count];
    for (int i = 0; i < count; i++) {
      int tries = 0;
      do {
        tokens[i] = random.nextInt(vocabulary.size());
        tries++;
      } while (vocabulary.isSpecial(tokens[i]) && tries < 100);
    }
    return tokens;
  }
}
