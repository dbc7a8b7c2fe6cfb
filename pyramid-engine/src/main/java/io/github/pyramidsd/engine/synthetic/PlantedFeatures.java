package io.github.pyramidsd.engine.synthetic;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * What a planted family shares: which tokens are predicted at all, and the random directions of
 * tokens. A function of the seed and the size of the vocabulary.
 *
 * <p>As a context, a token has one direction for each model of the family, of which models take
 * mixtures; as a prediction it has one, which is the same in all models. The logit of one token
 * after another is the product of the two.
 */
final class PlantedFeatures {

  /** Numbers of a direction: two blocks of 32, so that no other weights share their scales. */
  static final int SIZE = 64;

  private static final int MOST_ACTIVE = 4096;
  private static final int PREDICTION = -1; // stream of directions; contexts' are 0, 1 ...
  private static final int CHOICE = -2;

  private final long seed;
  private final int[] active; // ascending ids
  private final BitSet isActive = new BitSet();

  PlantedFeatures(long seed, int vocabularySize) {
    this.seed = seed;
    FillerVocabulary vocabulary = new FillerVocabulary(vocabularySize);
    int words = vocabulary.special() - FillerVocabulary.firstWord();
    SplittableRandom random = RandomWeights.random(seed, CHOICE, 0);
    int count = Math.min(MOST_ACTIVE, words / 2);
    while (isActive.cardinality() < count) {
      isActive.set(FillerVocabulary.firstWord() + random.nextInt(words));
    }
    active = isActive.stream().toArray();
  }

  /** The tokens that are predicted, ascending. */
  int[] active() {
    return Arrays.copyOf(active, active.length);
  }

  boolean isActive(int token) {
    return isActive.get(token);
  }

  /** Writes the direction of a token as a prediction; its length is the root of {@link #SIZE}. */
  void prediction(int token, float[] out, int at) {
    add(PREDICTION, token, 1, out, at);
    normalise(out, at);
  }

  /**
   * Writes the direction of a token as a context, of the same length.
   *
   * @param mixture how much of each of the family's directions
   */
  void context(int token, float[] mixture, float[] out, int at) {
    Arrays.fill(out, at, at + SIZE, 0);
    for (int stream = 0; stream < mixture.length; stream++) {
      if (mixture[stream] != 0) {
        add(stream, token, mixture[stream], out, at);
      }
    }
    normalise(out, at);
  }

  private void add(int stream, int token, float factor, float[] out, int at) {
    SplittableRandom random = RandomWeights.random(seed, stream, token);
    for (int i = at; i < at + SIZE; i++) {
      out[i] += factor * (float) random.nextGaussian();
    }
  }

  private static void normalise(float[] out, int at) {
    double squares = 0;
    for (int i = at; i < at + SIZE; i++) {
      squares += (double) out[i] * out[i];
    }
    float factor = (float) Math.sqrt(SIZE / squares);
    for (int i = at; i < at + SIZE; i++) {
      out[i] *= factor;
    }
  }
}
