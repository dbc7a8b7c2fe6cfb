package io.github.pyramidsd.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreTokenizerTest {

  private static final String MODERN =
      "'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|%s"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String CLASSIC =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private static final Map<PreTokenizer, Pattern> PATTERNS =
      Map.of(
          PreTokenizer.LLAMA_BPE, pattern(MODERN.formatted("\\p{N}{1,3}")),
          PreTokenizer.QWEN2, pattern(MODERN.formatted("\\p{N}")),
          PreTokenizer.GPT_2, pattern(CLASSIC),
          PreTokenizer.SMOLLM, pattern(CLASSIC));

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
  }

  private static List<String> split(PreTokenizer preTokenizer, String text) {
    List<String> pieces = new ArrayList<>();
    for (int start = 0, end; start < text.length(); start = end) {
      end = preTokenizer.end(text, start, text.length());
      pieces.add(text.substring(start, end));
    }
    return pieces;
  }

  private static List<String> splitByRegex(PreTokenizer preTokenizer, String text) {
    List<String> pieces = new ArrayList<>();
    for (String stretch :
        preTokenizer == PreTokenizer.SMOLLM
            ? text.splitWithDelimiters("\\p{N}", 0)
            : new String[] {text}) {
      Matcher matcher = Objects.requireNonNull(PATTERNS.get(preTokenizer)).matcher(stretch);
      while (matcher.find()) {
        pieces.add(matcher.group());
      }
    }
    return pieces;
  }

  @ParameterizedTest
  @EnumSource
  void piecesAreThoseOfTheRegularExpression(PreTokenizer preTokenizer) {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      String text = Tokenizers.randomText(random);
      assertThat(split(preTokenizer, text)).as(text).isEqualTo(splitByRegex(preTokenizer, text));
    }
  }

  @Test
  void everyCodePointIsClassifiedAsTheRegularExpressionDoes() {
    PreTokenizer preTokenizer = PreTokenizer.LLAMA_BPE;
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        continue; // encode replaces them before it splits
      }
      String text = "a1" + Character.toString(c) + "1a.";
      List<String> pieces = split(preTokenizer, text);
      if (!pieces.equals(splitByRegex(preTokenizer, text))) {
        assertThat(pieces).as("U+%04X", c).isEqualTo(splitByRegex(preTokenizer, text));
      }
    }
  }

  @Test
  void gpt2KeepsNumbersTogetherAndTheLastSpaceWithTheWord() {
    assertThat(split(PreTokenizer.GPT_2, "it's 1234 a  b\n\n c!? I'LL"))
        .containsExactly("it", "'s", " 1234", " a", " ", " b", "\n\n", " c", "!?", " I", "'", "LL");
    assertThat(split(PreTokenizer.GPT_2, "x   ")).containsExactly("x", "   ");
    assertThat(split(PreTokenizer.GPT_2, "x  \ty")).containsExactly("x", "  ", "\t", "y");
    assertThat(split(PreTokenizer.GPT_2, "a   12")).containsExactly("a", "  ", " 12");
    assertThat(split(PreTokenizer.GPT_2, "1a٣½")).containsExactly("1", "a", "٣½");
  }

  @Test
  void smollmTakesDigitsOutBeforeItSplitsTheRest() {
    assertThat(split(PreTokenizer.SMOLLM, "it's 1234 a  b"))
        .containsExactly("it", "'s", " ", "1", "2", "3", "4", " a", " ", " b");
    assertThat(split(PreTokenizer.SMOLLM, "a   12")).containsExactly("a", "   ", "1", "2");
    assertThat(split(PreTokenizer.SMOLLM, "a1b '2s"))
        .containsExactly("a", "1", "b", " '", "2", "s");
    assertThat(split(PreTokenizer.SMOLLM, "½٣Ⅷ")).containsExactly("½", "٣", "Ⅷ");
  }

  @Test
  void llamaTakesThreeDigitsAndQwenOne() {
    assertThat(split(PreTokenizer.LLAMA_BPE, "1234567")).containsExactly("123", "456", "7");
    assertThat(split(PreTokenizer.QWEN2, "123")).containsExactly("1", "2", "3");
  }

  @Test
  void llamaGivesOneMarkToTheWordAndNewlinesToThePunctuation() {
    assertThat(split(PreTokenizer.LLAMA_BPE, "x.foo();\r\n\n  return  \n  y"))
        .containsExactly("x", ".foo", "();\r\n\n", " ", " return", "  \n", " ", " y");
    assertThat(split(PreTokenizer.LLAMA_BPE, "I'LL they'd 'x"))
        .containsExactly("I", "'LL", " they", "'d", " '", "x");
    assertThat(split(PreTokenizer.LLAMA_BPE, "\tif\u00A0(a)"))
        .containsExactly("\tif", "\u00A0", "(a", ")");
  }

  @Test
  void aPieceEndsWhereTheTextIsTakenToEnd() {
    assertThat(PreTokenizer.GPT_2.end("ab  cd", 2, 4)).isEqualTo(4);
    assertThat(PreTokenizer.LLAMA_BPE.end("'re", 0, 2)).isEqualTo(2);
    assertThat(PreTokenizer.LLAMA_BPE.end("1234", 0, 2)).isEqualTo(2);
  }

  @Test
  void aliasesNameTheSameRules() {
    assertThat(PreTokenizer.named("llama3")).isSameAs(PreTokenizer.LLAMA_BPE);
    assertThat(PreTokenizer.named("llama-v3")).isSameAs(PreTokenizer.LLAMA_BPE);
    assertThat(PreTokenizer.named("deepseek-r1-qwen")).isSameAs(PreTokenizer.QWEN2);
    assertThat(PreTokenizer.named("gpt-2")).isSameAs(PreTokenizer.GPT_2);
    assertThat(PreTokenizer.named("smollm")).isSameAs(PreTokenizer.SMOLLM);
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    for (String name : List.of("default", "", "llama", "tekken", "llama-bpe, llama3")) {
      assertThatThrownBy(() -> PreTokenizer.named(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("pre-tokenizer \"%s\" is not supported", name)
          .hasMessageContainingAll("llama-bpe", "qwen2", "gpt-2", "smollm");
    }
  }
}
