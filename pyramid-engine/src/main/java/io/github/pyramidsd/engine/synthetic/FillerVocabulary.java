package io.github.pyramidsd.engine.synthetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A byte-level BPE vocabulary of any size that real tokenizers accept: one token for each byte,
 * made up words, each with a space before it, and three special tokens at the end.
 *
 * <p>Every text can be encoded, most of it byte by byte; a word of the vocabulary is one token.
 */
final class FillerVocabulary {

  /** The fewest tokens: the bytes, the words of one letter, and the special ones. */
  static final int LEAST = 256 + 26 + 3;

  private static final int NORMAL = 1; // ggml's numbers
  private static final int CONTROL = 3;

  private final int size;

  FillerVocabulary(int size) {
    if (size < LEAST) {
      throw new IllegalArgumentException(
          "vocabulary has " + size + " tokens, expected " + LEAST + " or more");
    }
    this.size = size;
  }

  int size() {
    return size;
  }

  /** The first word's id; all from here to {@link #special()} are words. */
  static int firstWord() {
    return 256;
  }

  /** The first special token's id: the beginning of a text; the two after it end a text. */
  int special() {
    return size - 3;
  }

  /** The tokens in GPT-2's alphabet, in which Ġ is a space. */
  List<String> tokens() {
    List<String> tokens = new ArrayList<>(size);
    int substitute = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b != 0xAD);
      tokens.add(String.valueOf((char) (printable ? b : substitute++)));
    }
    for (int id = firstWord(); id < special(); id++) {
      tokens.add("Ġ" + letters(id - firstWord()));
    }
    tokens.addAll(List.of("<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"));
    return tokens;
  }

  /** The number written with letters: a to z, aa to zz, and so on. */
  private static String letters(int number) {
    StringBuilder letters = new StringBuilder();
    for (int rest = number; rest >= 0; rest = rest / 26 - 1) {
      letters.append((char) ('a' + rest % 26));
    }
    return letters.reverse().toString();
  }

  /** What each token is for, in ggml's numbers. */
  int[] types() {
    int[] types = new int[size];
    Arrays.fill(types, 0, special(), NORMAL);
    Arrays.fill(types, special(), size, CONTROL);
    return types;
  }

  /** The merges, the first to be applied first: a space and a letter. */
  List<String> merges() {
    List<String> merges = new ArrayList<>();
    for (char letter = 'a'; letter <= 'z'; letter++) {
      merges.add("Ġ " + letter);
    }
    return merges;
  }
}
