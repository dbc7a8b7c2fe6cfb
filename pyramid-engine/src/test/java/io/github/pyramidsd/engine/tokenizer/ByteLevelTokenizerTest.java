package io.github.pyramidsd.engine.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteLevelTokenizerTest {

  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;
  private static final int BYTE = 6;

  private static ByteLevelTokenizer tokenizer(
      List<String> tokens, List<Integer> types, List<String> merges) {
    return new ByteLevelTokenizer(Tokenizers.small("llama-bpe", tokens, types, merges));
  }

  private static int[] bytes(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return IntStream.range(0, utf8.length).map(i -> utf8[i] & 0xFF).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-bpe", "qwen2", "gpt-2", "smollm"})
  void theBytesOfTheTokensAreThoseOfTheText(String preTokenizer) {
    ByteLevelTokenizer tokenizer = new ByteLevelTokenizer(Tokenizers.javaModels(preTokenizer));
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      String text = Tokenizers.randomText(random);
      assertThat(Tokenizers.bytes(tokenizer, tokenizer.encode(text, false)))
          .as(text)
          .isEqualTo(text.getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-bpe", "qwen2", "gpt-2", "smollm"})
  void longRunsNeitherOverflowTheStackNorTakeForever(String preTokenizer) {
    ByteLevelTokenizer tokenizer = new ByteLevelTokenizer(Tokenizers.javaModels(preTokenizer));
    int n = 200_000;
    Stream.of(
            " ", "a", "\n", "1", "'", "\r\n", " a", "a1", " \n", "\n ", "\t", "é", "🙂", " 1", "<|")
        .flatMap(unit -> Stream.of(unit.repeat(n / unit.length()), unit.repeat(n / 2) + "x"))
        .forEach(
            text ->
                assertThat(
                        Arrays.equals(
                            Tokenizers.bytes(tokenizer, tokenizer.encode(text, true)),
                            text.getBytes(UTF_8)))
                    .as("%s…", text.substring(0, 10))
                    .isTrue());
  }

  @Test
  void unpairedSurrogatesAreReadAsReplacementCharacters() {
    ByteLevelTokenizer tokenizer = tokenizer(List.of(), List.of(), List.of());

    for (String text : List.of("a\uD83D", "\uDE42a", "\uDE42\uD83D b", "🙂\uD83D")) {
      String replaced = text.replaceAll("\\p{Cs}", "\uFFFD");
      assertThat(tokenizer.encode(text, true)).containsExactly(bytes(replaced));
    }
  }

  @Test
  void aPieceThatIsATokenIsTakenAsItIsOnlyIfMergesAreIgnored() {
    TokenizerSpec spec =
        Tokenizers.small("llama-bpe", List.of("ab", "bc", "abc"), List.of(), List.of("b c", "a b"));
    ByteLevelTokenizer ignoring = new ByteLevelTokenizer(spec);
    ByteLevelTokenizer merging = new ByteLevelTokenizer(withIgnoreMerges(spec, false));

    assertThat(ignoring.encode("abc", false)).containsExactly(258);
    assertThat(merging.encode("abc", false)).containsExactly('a', 257);
    assertThat(ignoring.encode("abcd", false)).isEqualTo(merging.encode("abcd", false));
  }

  private static TokenizerSpec withIgnoreMerges(TokenizerSpec spec, boolean ignoreMerges) {
    return new TokenizerSpec(
        spec.preTokenizer(),
        spec.tokens(),
        spec.types(),
        spec.merges(),
        spec.beginningOfSequence(),
        spec.endOfGeneration(),
        spec.addBeginningOfSequence(),
        ignoreMerges);
  }

  @Test
  void onlyLlamaIgnoresMergesUnlessToldTo() {
    for (String name : List.of("qwen2", "gpt-2", "smollm")) {
      TokenizerSpec spec = Tokenizers.small(name, List.of("ab"), List.of(), List.of());
      assertThat(new ByteLevelTokenizer(spec).encode("ab", false)).containsExactly('a', 'b');
      assertThat(new ByteLevelTokenizer(withIgnoreMerges(spec, true)).encode("ab", false))
          .containsExactly(256);
    }
  }

  @Test
  void controlTokensComeFromTextOnlyIfAskedFor() {
    ByteLevelTokenizer tokenizer =
        tokenizer(
            List.of("<|x|>", "<u>", "<unk>"), List.of(CONTROL, USER_DEFINED, UNKNOWN), List.of());

    assertThat(tokenizer.encode("a<|x|><u><unk>b", true)).containsExactly('a', 256, 257, 258, 'b');
    assertThat(tokenizer.encode("<|x|><u><unk>", false))
        .containsExactly(
            IntStream.concat(
                    IntStream.concat(Arrays.stream(bytes("<|x|>")), IntStream.of(257)),
                    Arrays.stream(bytes("<unk>")))
                .toArray());
  }

  @Test
  void aControlTokenIsNotTakenForAWordOfItsName() {
    ByteLevelTokenizer tokenizer = tokenizer(List.of("stop"), List.of(CONTROL), List.of());

    assertThat(tokenizer.encode("stop", false)).containsExactly(bytes("stop"));
    assertThat(tokenizer.encode("stop", true)).containsExactly(256);
  }

  @Test
  void theLongestOfTheNamesThatStartTogetherIsFound() {
    ByteLevelTokenizer tokenizer =
        tokenizer(List.of("<a", "<a>>", "a>"), List.of(CONTROL, CONTROL, USER_DEFINED), List.of());

    assertThat(tokenizer.encode("<a>", true)).containsExactly(256, '>');
    assertThat(tokenizer.encode("<a>>", true)).containsExactly(257);
    assertThat(tokenizer.encode("<a>>", false)).containsExactly('<', 258, '>');
  }

  @Test
  void textAroundNamesIsSplitAsIfItEndedThere() {
    ByteLevelTokenizer tokenizer =
        tokenizer(List.of("<x>", "ĠĠ"), List.of(CONTROL, NORMAL), List.of("Ġ Ġ"));

    assertThat(tokenizer.encode("a  <x>  b", true)).containsExactly('a', 257, 256, ' ', ' ', 'b');
  }

  @Test
  void aPromptStartsWithExactlyOneBeginningOfSequence() {
    ByteLevelTokenizer tokenizer = new ByteLevelTokenizer(Tokenizers.javaModels("llama-bpe"));

    assertThat(tokenizer.encodePrompt("")).containsExactly(4092);
    String prompt = "<|begin_of_text|>text";
    int[] tokens = tokenizer.encodePrompt(prompt);
    assertThat(tokens[0]).isEqualTo(4092);
    assertThat(Arrays.copyOfRange(tokens, 1, tokens.length))
        .isEqualTo(tokenizer.encode(prompt, false))
        .doesNotContain(4092);
  }

  @Test
  void theFileSaysWhetherAPromptHasABeginningOfSequenceElseThePreTokenizer() {
    assertThat(promptOfNothing("qwen2", null)).isEmpty();
    assertThat(promptOfNothing("gpt-2", null)).isEmpty();
    assertThat(promptOfNothing("smollm", null)).isEmpty();
    assertThat(promptOfNothing("llama-bpe", null)).containsExactly(7);
    assertThat(promptOfNothing("llama-bpe", false)).isEmpty();
    assertThat(promptOfNothing("qwen2", true)).containsExactly(7);
  }

  private static int[] promptOfNothing(String preTokenizer, @Nullable Boolean add) {
    return new ByteLevelTokenizer(
            new TokenizerSpec(
                preTokenizer,
                Tokenizers.BYTES,
                List.of(),
                List.of(),
                OptionalInt.of(7),
                List.of(),
                add,
                null))
        .encodePrompt("");
  }

  @Test
  void namesAreTheBytesOfAllButNormalTokens() {
    ByteLevelTokenizer tokenizer =
        tokenizer(
            List.of("Ġé", "Ãª", "你a", "<Ġ>", "<0xC3>", ""),
            List.of(NORMAL, NORMAL, NORMAL, CONTROL, BYTE, UNUSED),
            List.of());

    assertThat(tokenizer.size()).isEqualTo(262);
    assertThat(tokenizer.bytes(256)).containsExactly(' ', 0xE9);
    assertThat(tokenizer.bytes(257)).isEqualTo("ê".getBytes(UTF_8));
    assertThat(tokenizer.bytes(258)).isEqualTo("你a".getBytes(UTF_8));
    assertThat(tokenizer.bytes(259)).isEqualTo("<Ġ>".getBytes(UTF_8));
    assertThat(tokenizer.bytes(260)).containsExactly(0xC3);
    assertThat(tokenizer.bytes(261)).isEmpty();
    for (int b = 0; b < 256; b++) {
      assertThat(tokenizer.bytes(b)).containsExactly(b);
    }
  }

  @Test
  void controlUnknownAndUnusedTokensAreSpecial() {
    ByteLevelTokenizer tokenizer =
        tokenizer(
            List.of("n", "u", "c", "d", "x", "<0x00>").stream().map(name -> name + "#").toList(),
            List.of(NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, NORMAL),
            List.of());

    assertThat(IntStream.range(256, 262).filter(tokenizer::isSpecial))
        .containsExactly(257, 258, 260);
  }

  @Test
  void endsAreTheFilesAndTheWellKnownOnes() {
    List<String> names =
        List.of(
            "<|im_end|>", "<|eot_id|>", "</s>", "<|other|>", "<|end|>", "mine", "<|endoftext|>");
    List<Integer> types = List.of(CONTROL, USER_DEFINED, NORMAL, CONTROL, UNUSED, NORMAL, CONTROL);
    TokenizerSpec spec = Tokenizers.small("qwen2", names, types, List.of());
    ByteLevelTokenizer tokenizer =
        new ByteLevelTokenizer(
            new TokenizerSpec(
                "qwen2",
                spec.tokens(),
                spec.types(),
                List.of(),
                OptionalInt.empty(),
                List.of(261),
                null,
                null));

    assertThat(IntStream.range(0, tokenizer.size()).filter(tokenizer::isEndOfGeneration))
        .containsExactly(256, 257, 261, 262);
    assertThat(tokenizer.isSpecial(257)).isTrue();
    assertThat(tokenizer.isSpecial(261)).isFalse();
  }

  @Test
  void withoutTypesTheTokensWithAPartAreControlAndTheRestText() {
    List<String> tokens = new ArrayList<>(Tokenizers.BYTES);
    tokens.addAll(List.of("<s>", "<e>", "<|im_end|>", "ab"));
    ByteLevelTokenizer tokenizer =
        new ByteLevelTokenizer(
            new TokenizerSpec(
                "gpt-2",
                tokens,
                List.of(),
                List.of("a b"),
                OptionalInt.of(256),
                List.of(257),
                null,
                null));

    assertThat(IntStream.range(0, 260).filter(tokenizer::isSpecial)).containsExactly(256, 257, 258);
    assertThat(IntStream.range(0, 260).filter(tokenizer::isEndOfGeneration))
        .containsExactly(257, 258);
    assertThat(tokenizer.encode("<s>ab<e>", true)).containsExactly(256, 259, 257);
  }

  @Test
  void aMissingByteBecomesItsByteTokenElseTheUnknownToken() {
    TokenizerSpec spec =
        new TokenizerSpec(
            "gpt-2",
            List.of("a", "<0xC3>", "?"),
            List.of(NORMAL, BYTE, UNKNOWN),
            List.of(),
            OptionalInt.empty(),
            List.of(),
            null,
            null);

    assertThat(new ByteLevelTokenizer(spec).encode("aé", false)).containsExactly(0, 1, 2);
  }

  @Test
  void aMissingByteIsRefusedIfThereIsNoUnknownToken() {
    ByteLevelTokenizer tokenizer =
        new ByteLevelTokenizer(
            new TokenizerSpec(
                "gpt-2",
                List.of("a"),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                List.of(),
                null,
                null));

    assertThatThrownBy(() -> tokenizer.encode("aaé", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "byte 0xC3 of \"aaé\" has no token in the vocabulary, which has no unknown token either");
  }

  @Test
  void anIdOutsideTheVocabularyIsRefused() {
    ByteLevelTokenizer tokenizer = tokenizer(List.of(), List.of(), List.of());

    for (int id : List.of(-1, 256)) {
      assertThatThrownBy(() -> tokenizer.bytes(id)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> tokenizer.isSpecial(id))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> tokenizer.isEndOfGeneration(id))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void threadsMayEncodeAtOnce() {
    ByteLevelTokenizer tokenizer = new ByteLevelTokenizer(Tokenizers.javaModels("llama-bpe"));
    Random random = new Random(3);
    List<String> texts = Stream.generate(() -> Tokenizers.randomText(random)).limit(500).toList();
    List<int[]> expected = texts.stream().map(text -> tokenizer.encode(text, true)).toList();

    assertThat(texts.parallelStream().map(text -> tokenizer.encode(text, true)).toList())
        .usingRecursiveComparison()
        .isEqualTo(expected);
  }
}
