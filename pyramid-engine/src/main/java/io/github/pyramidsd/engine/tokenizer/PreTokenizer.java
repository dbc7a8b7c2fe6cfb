package io.github.pyramidsd.engine.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How text is split into pieces, which are then merged each by itself: one constant for each
 * regular expression of the original tokenizers, with the names that GGUF files know it by.
 *
 * <p>The expressions are matched by hand, not by {@link java.util.regex}, whose backtracking is
 * quadratic in {@code \s+(?!\S)} and {@code \s*[\r\n]+}: here every character is looked at a
 * bounded number of times. {@code \s} is Unicode's White_Space, and case is ignored in ASCII only,
 * as in llama.cpp.
 */
enum PreTokenizer {
  /**
   * {@code (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|
   * ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}
   */
  LLAMA_BPE(true, "llama-bpe, llama3, llama-v3, falcon3, falcon-h1, lfm2, midm-2.0, pixtral") {
    @Override
    int end(String text, int from, int to) {
      return modernEnd(text, from, to, 3);
    }
  },

  /** As {@link #LLAMA_BPE}, but every {@code \p{N}} by itself. */
  QWEN2(false, "qwen2, deepseek-r1-qwen, hunyuan, kormo, megrez, stablelm2") {
    @Override
    int end(String text, int from, int to) {
      return modernEnd(text, from, to, 1);
    }
  },

  /**
   * {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}, the
   * expression of GPT-2.
   */
  GPT_2(false, "gpt-2, exaone4, gigachat, jais, mellum, mpt, olmo, phi-2") {
    @Override
    int end(String text, int from, int to) {
      return classicEnd(text, from, to, false);
    }
  },

  /** Every {@code \p{N}} by itself, and {@link #GPT_2} for each stretch between them. */
  SMOLLM(false, "smollm, codeshell, command-r, exaone, minerva-7b, refact, starcoder") {
    @Override
    int end(String text, int from, int to) {
      return classicEnd(text, from, to, true);
    }
  };

  /** The classes of code points that the expressions tell apart. */
  private enum Kind {
    LETTER,
    NUMBER,
    NEWLINE,
    SPACE,
    OTHER
  }

  private static final String SEPARATOR = ", ";

  private final boolean llama3;
  private final String names; // separated by SEPARATOR

  PreTokenizer(boolean llama3, String names) {
    this.llama3 = llama3;
    this.names = names;
  }

  /**
   * Returns the pre-tokenizer that {@code tokenizer.ggml.pre} names.
   *
   * @throws IllegalArgumentException if it is none of those that are supported
   */
  static PreTokenizer named(String name) {
    for (PreTokenizer preTokenizer : values()) {
      if (List.of(preTokenizer.names.split(SEPARATOR)).contains(name)) {
        return preTokenizer;
      }
    }
    throw new IllegalArgumentException(
        "pre-tokenizer \"%s\" is not supported; supported are %s"
            .formatted(
                name,
                Arrays.stream(values())
                    .map(preTokenizer -> preTokenizer.names)
                    .collect(Collectors.joining(SEPARATOR))));
  }

  /** Whether a piece that is wholly a token is taken as it is, in llama.cpp. */
  boolean ignoresMerges() {
    return llama3;
  }

  /** Whether a prompt starts with the beginning-of-sequence token if the file does not say. */
  boolean addsBeginningOfSequence() {
    return llama3;
  }

  /**
   * Returns where the piece that starts at {@code from} ends, more than {@code from}.
   *
   * @param from a boundary between code points, less than {@code to}
   * @param to where the text is taken to end
   */
  abstract int end(String text, int from, int to);

  private static int modernEnd(String text, int from, int to, int digits) {
    int contraction = contractionEnd(text, from, to, true);
    if (contraction > from) {
      return contraction;
    }
    Kind kind = kindAt(text, from);
    int second = from + Character.charCount(text.codePointAt(from));
    Kind next = second < to ? kindAt(text, second) : Kind.NEWLINE;
    if (kind == Kind.LETTER) {
      return runEnd(text, second, to, Kind.LETTER);
    }
    if (kind == Kind.NUMBER) {
      int end = second;
      for (int n = 1; n < digits && end < to && kindAt(text, end) == Kind.NUMBER; n++) {
        end += Character.charCount(text.codePointAt(end));
      }
      return end;
    }
    if (kind != Kind.NEWLINE && next == Kind.LETTER) {
      return runEnd(text, second, to, Kind.LETTER);
    }
    if (kind == Kind.OTHER || (text.charAt(from) == ' ' && next == Kind.OTHER)) {
      int end = runEnd(text, second, to, Kind.OTHER);
      return runEnd(text, end, to, Kind.NEWLINE);
    }
    return spaceEnd(text, from, to, true, false);
  }

  private static int classicEnd(String text, int from, int to, boolean digitsApart) {
    int contraction = contractionEnd(text, from, to, false);
    if (contraction > from) {
      return contraction;
    }
    Kind kind = kindAt(text, from);
    int second = from + Character.charCount(text.codePointAt(from));
    if (digitsApart && kind == Kind.NUMBER) {
      return second;
    }
    if (kind != Kind.SPACE && kind != Kind.NEWLINE) {
      return runEnd(text, second, to, kind);
    }
    if (text.charAt(from) == ' ' && second < to) {
      Kind next = kindAt(text, second);
      boolean joins =
          next == Kind.LETTER || next == Kind.OTHER || (next == Kind.NUMBER && !digitsApart);
      if (joins) {
        return runEnd(text, second, to, next);
      }
    }
    return spaceEnd(text, from, to, false, digitsApart);
  }

  /** The end of {@code 's|'t|'re|'ve|'m|'ll|'d}, or {@code from} if there is none. */
  private static int contractionEnd(String text, int from, int to, boolean ignoreCase) {
    if (text.charAt(from) != '\'' || from + 1 >= to) {
      return from;
    }
    char first = letter(text.charAt(from + 1), ignoreCase);
    if (first == 's' || first == 't' || first == 'm' || first == 'd') {
      return from + 2;
    }
    char second = from + 2 < to ? letter(text.charAt(from + 2), ignoreCase) : 0;
    boolean found =
        (first == 'r' && second == 'e')
            || (first == 'v' && second == 'e')
            || (first == 'l' && second == 'l');
    return found ? from + 3 : from;
  }

  private static char letter(char c, boolean ignoreCase) {
    return ignoreCase && c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  /**
   * The end of {@code \s*[\r\n]+|\s+(?!\S)|\s+} at a white space, the first alternative only if
   * wanted: up to the run's last newline; or all of the run but the last character, which belongs
   * to the word that follows; or that character by itself.
   *
   * @param numberEnds whether the text counts as ending before a number
   */
  private static int spaceEnd(
      String text, int from, int to, boolean newlinesFirst, boolean numberEnds) {
    int end = from;
    int afterNewline = from;
    for (; end < to; end++) { // every white space is one char
      Kind kind = kindAt(text, end);
      if (kind == Kind.NEWLINE) {
        afterNewline = end + 1;
      } else if (kind != Kind.SPACE) {
        break;
      }
    }
    if (newlinesFirst && afterNewline > from) {
      return afterNewline;
    }
    boolean atEnd = end == to || (numberEnds && kindAt(text, end) == Kind.NUMBER);
    return atEnd || end == from + 1 ? end : end - 1;
  }

  private static int runEnd(String text, int from, int to, Kind kind) {
    int end = from;
    while (end < to && kindAt(text, end) == kind) {
      end += Character.charCount(text.codePointAt(end));
    }
    return end;
  }

  private static Kind kindAt(String text, int index) {
    int c = text.codePointAt(index);
    if (c == '\n' || c == '\r') {
      return Kind.NEWLINE;
    }
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER ->
          Kind.LETTER;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
          Kind.NUMBER;
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          Kind.SPACE;
      default -> (c >= '\t' && c <= '\r') || c == 0x85 ? Kind.SPACE : Kind.OTHER;
    };
  }
}
