package io.github.pyramidsd.decoding.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Checks that models speak of the same tokens. */
public final class Vocabularies {

  private Vocabularies() {}

  /**
   * Checks that every token id that both models know stands for the same bytes, and that the
   * special and end-of-generation tokens agree. Lengths may differ: vocabularies are padded at the
   * end, and an id that a model lacks has probability 0 for it.
   *
   * @throws IncompatibleVocabularyException naming both models, the first id that differs and what
   *     each model makes of it
   */
  public static void requireCompatible(LanguageModel a, LanguageModel b) {
    Vocabulary va = a.vocabulary();
    Vocabulary vb = b.vocabulary();
    int shared = Math.min(va.size(), vb.size());
    for (int id = 0; id < shared; id++) {
      if (!Arrays.equals(va.bytes(id), vb.bytes(id))
          || va.isSpecial(id) != vb.isSpecial(id)
          || va.isEndOfGeneration(id) != vb.isEndOfGeneration(id)) {
        throw new IncompatibleVocabularyException(
            "%s and %s have different vocabularies: token %s is %s in the first and %s in the second;"
                    .formatted(a.name(), b.name(), id, describe(va, id), describe(vb, id))
                + " use models of one family");
      }
    }
  }

  private static String describe(Vocabulary vocabulary, int id) {
    String text = new String(vocabulary.bytes(id), StandardCharsets.UTF_8);
    String kind =
        vocabulary.isEndOfGeneration(id)
            ? " (end of generation)"
            : vocabulary.isSpecial(id) ? " (special)" : "";
    return '"' + text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"' + kind;
  }
}
