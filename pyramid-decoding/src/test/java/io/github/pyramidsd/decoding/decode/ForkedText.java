package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * A text that models are certain of, rightly or wrongly, but for a few forks: long enough for a
 * planner to learn and to change its mind, and still with few enough ways to follow them all. Its
 * letters are so many that two in a row have one continuation: a lookup does not fork either.
 *
 * @param script the target's token at a position
 * @param forks the positions at which everything is possible
 * @param seed of what models say there
 */
record ForkedText(IntUnaryOperator script, Set<Integer> forks, long seed) {

  /** What every model of the family reads. */
  static final SmallVocabulary LETTERS = SmallVocabulary.letters(40);

  /** How many letters the text has; those beyond are not used. */
  static final int USED = 37;

  private static final int[] WAYS = {0, 1, 39}; // at a fork, as far as a model knows them

  /** So much that nothing else has a probability above 0. */
  private static final float CERTAIN = 200;

  /** The target. */
  TabularModel target(SmallVocabulary vocabulary) {
    return model("target", vocabulary, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** A model that says another letter in a range of positions, and else the target's. */
  TabularModel model(String name, SmallVocabulary vocabulary, int wrongFrom, int wrongTo) {
    return new TabularModel(
        name,
        vocabulary,
        256,
        (tokens, length) -> {
          float[] row = new float[vocabulary.size()];
          if (forks.contains(length)) {
            long context = 31L * length + tokens[length - 1];
            SplittableRandom random =
                new SplittableRandom(1_000_003 * context + 7919 * seed + name.hashCode());
            for (int id : WAYS) {
              if (id < row.length) {
                row[id] = CERTAIN + (float) random.nextGaussian();
              }
            }
          } else {
            boolean wrong = length >= wrongFrom && length < wrongTo;
            row[(script.applyAsInt(length) + (wrong ? 1 : 0)) % USED] = CERTAIN;
          }
          return row;
        });
  }
}
