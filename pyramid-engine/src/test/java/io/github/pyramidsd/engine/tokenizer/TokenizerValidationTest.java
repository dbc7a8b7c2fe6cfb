package io.github.pyramidsd.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenizerValidationTest {

  private static void assertRefused(TokenizerSpec spec, String message) {
    assertThatThrownBy(() -> new ByteLevelTokenizer(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static TokenizerSpec spec(
      OptionalInt beginning, List<Integer> ends, @Nullable Boolean addBeginning) {
    return new TokenizerSpec(
        "gpt-2", List.of("a", "b"), List.of(), List.of(), beginning, ends, addBeginning, null);
  }

  private static TokenizerSpec spec(List<String> tokens, List<Integer> types, List<String> merges) {
    return new TokenizerSpec(
        "gpt-2", tokens, types, merges, OptionalInt.empty(), List.of(), null, null);
  }

  @Test
  void anUnsupportedPreTokenizerIsNamed() {
    assertThatThrownBy(
            () ->
                new ByteLevelTokenizer(Tokenizers.small("tekken", List.of(), List.of(), List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "pre-tokenizer \"tekken\" is not supported; supported are llama-bpe, llama3,");
  }

  @Test
  void anEmptyVocabularyIsRefused() {
    assertRefused(
        spec(List.of(), List.of(), List.of()),
        "the vocabulary has 0 tokens, and must have at least 1");
  }

  @Test
  void idsOutsideTheVocabularyAreRefused() {
    assertRefused(
        spec(OptionalInt.of(2), List.of(), true),
        "the beginning-of-sequence token has id 2, which is not in 0 to 1");
    assertRefused(
        spec(OptionalInt.of(-1), List.of(), true),
        "the beginning-of-sequence token has id -1, which is not in 0 to 1");
    assertRefused(
        spec(OptionalInt.empty(), List.of(1, 5), null),
        "the end-of-generation token has id 5, which is not in 0 to 1");
  }

  @Test
  void aBeginningOfSequenceThatIsWantedMustExist() {
    assertRefused(
        spec(OptionalInt.empty(), List.of(), true),
        "tokenizer.ggml.add_bos_token is true, but there is no tokenizer.ggml.bos_token_id");
  }

  @Test
  void typesAreOneATokenAndKnown() {
    assertRefused(
        spec(List.of("a", "b"), List.of(1), List.of()),
        "the vocabulary has 2 tokens, but 1 token types; there must be one a token, or none");
    assertRefused(
        spec(List.of("a", "b"), List.of(1, 7), List.of()),
        "token 1 has type 7, which is not in 1 to 6");
    assertRefused(
        spec(List.of("a", "b"), List.of(0, 1), List.of()),
        "token 0 has type 0, which is not in 1 to 6");
  }

  @Test
  void byteTokensMustNameAByte() {
    assertRefused(
        spec(List.of("a", "<0x1G>"), List.of(1, 6), List.of()),
        "token 1 has type 6 (byte), but \"<0x1G>\" is not in <0x00> to <0xFF>");
  }

  @Test
  void equalTokensAreRefusedButForEmptyOnes() {
    assertRefused(
        spec(List.of("a", "b", "a"), List.of(), List.of()), "tokens 0 and 2 are both \"a\"");
    assertThat(new ByteLevelTokenizer(spec(List.of("a", "", ""), List.of(), List.of())).size())
        .isEqualTo(3);
  }

  @Test
  void aMergeIsTwoTokensWithASpaceBetween() {
    for (String merge : List.of("", "ab", "a ", " b", " ")) {
      assertRefused(
          spec(List.of("a", "b", "ab"), List.of(), List.of("a b", merge)),
          "merge 1, \"%s\", is not two tokens with a space between".formatted(merge));
    }
  }

  /** As in llama.cpp: a merge into what is no token takes place, and is spelled in the end. */
  @Test
  void mergesMayNameWhatIsNoToken() {
    assertThat(encode(List.of("a b"), "ab")).containsExactly(0, 1);
    assertThat(encode(List.of("a b", "b c"), "abc")).containsExactly(0, 1, 2);
    assertThat(encode(List.of("b c", "a b"), "abc")).containsExactly(0, 3);
    assertThat(encode(List.of("a b", "ab c"), "abc")).containsExactly(4);
    assertThat(encode(List.of("x y", "x a", "b c"), "abc")).containsExactly(0, 3);
  }

  private static int[] encode(List<String> merges, String text) {
    List<String> tokens = List.of("a", "b", "c", "bc", "abc");
    TokenizerSpec spec =
        new TokenizerSpec(
            "gpt-2", tokens, List.of(), merges, OptionalInt.empty(), List.of(), null, false);
    return new ByteLevelTokenizer(spec).encode(text, false);
  }

  @Test
  void textIsNeverMergedIntoAControlToken() {
    TokenizerSpec spec = spec(List.of("a", "b", "ab"), List.of(1, 1, 3), List.of("a b"));
    assertThat(new ByteLevelTokenizer(spec).encode("ab", false)).containsExactly(0, 1);
  }

  @Test
  void aBeginningOfSequenceThatIsNeverAddedMayBeAnything() {
    var tokenizer = new ByteLevelTokenizer(spec(OptionalInt.of(99_999), List.of(), false));
    assertThat(tokenizer.encodePrompt("a")).containsExactly(0);
  }
}
