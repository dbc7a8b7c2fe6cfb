package io.github.pyramidsd.decoding.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class VocabulariesTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);

  private static TabularModel model(String name, SmallVocabulary vocabulary) {
    return TabularModel.random(name, vocabulary, 1);
  }

  @Test
  void paddingAtTheEndMayDiffer() {
    assertThatCode(
            () ->
                Vocabularies.requireCompatible(model("short", ABC), model("long", ABC.paddedTo(8))))
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                Vocabularies.requireCompatible(model("long", ABC.paddedTo(8)), model("short", ABC)))
        .doesNotThrowAnyException();
  }

  @Test
  void firstDifferenceIsNamedWithBothTexts() {
    TabularModel a = model("a.gguf", SmallVocabulary.of("x", "\n", "same"));
    TabularModel b = model("b.gguf", SmallVocabulary.of("x", "\t", "other"));
    assertThatExceptionOfType(IncompatibleVocabularyException.class)
        .isThrownBy(() -> Vocabularies.requireCompatible(a, b))
        .withMessageStartingWith("a.gguf and b.gguf have different vocabularies")
        .withMessageContaining("token 1 is \"\\n\" in the first and \"\\t\" in the second");
  }

  @Test
  void bytesThatAreNoTextAreComparedAsBytes() {
    TabularModel a = model("a", SmallVocabulary.ofBytes(new byte[] {(byte) 0xC3}));
    TabularModel b = model("b", SmallVocabulary.ofBytes(new byte[] {(byte) 0xC4}));
    assertThatExceptionOfType(IncompatibleVocabularyException.class)
        .isThrownBy(() -> Vocabularies.requireCompatible(a, b))
        .withMessageContaining("token 0");
  }

  @Test
  void endOfGenerationTokensMustAgree() {
    TabularModel a = model("a", ABC);
    TabularModel b = model("b", ABC.endingWith(2));
    assertThatExceptionOfType(IncompatibleVocabularyException.class)
        .isThrownBy(() -> Vocabularies.requireCompatible(a, b))
        .withMessageContaining("token 2")
        .withMessageContaining("\"c\" (end of generation)");
  }
}
