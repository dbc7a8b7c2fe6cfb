package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.decoding.model.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Turns prompts into tokens, in the same way for all commands.
 *
 * @param special whether names of special tokens in a prompt become those tokens
 */
public record PromptEncoder(Vocabulary vocabulary, boolean special) {

  /**
   * The tokens of a prompt, with the beginning-of-sequence token first if the model wants one and
   * the prompt does not name it there itself.
   *
   * @throws IllegalArgumentException if there are none: the prompt is empty, and the model adds
   *     nothing
   */
  public int[] encode(String prompt) {
    int[] tokens = special ? withFirst(prompt) : vocabulary.encodePrompt(prompt);
    if (tokens.length == 0) {
      throw new IllegalArgumentException(
          "the prompt is empty, and the model begins with no token of its own: expected some text");
    }
    return tokens;
  }

  private int[] withFirst(String prompt) {
    int[] first = vocabulary.encodePrompt("");
    int[] rest = vocabulary.encode(prompt, true);
    if (first.length == 0
        || Arrays.equals(first, Arrays.copyOf(rest, Math.min(first.length, rest.length)))) {
      return rest;
    }
    int[] all = Arrays.copyOf(first, first.length + rest.length);
    System.arraycopy(rest, 0, all, first.length, rest.length);
    return all;
  }

  /**
   * What to say of prompts that have the name of a special token in them, which is read as plain
   * text; empty if none has, or names are read as tokens.
   *
   * @param option with which they would be
   */
  public Optional<String> hint(Iterable<String> prompts, String option) {
    if (special) {
      return Optional.empty();
    }
    for (String prompt : prompts) {
      int[] plain = vocabulary.encode(prompt, false);
      int[] parsed = vocabulary.encode(prompt, true);
      if (!Arrays.equals(plain, parsed)) {
        for (int token : parsed) {
          if (vocabulary.isSpecial(token) && Arrays.stream(plain).noneMatch(t -> t == token)) {
            return Optional.of(
                "the prompt contains %s as plain text; %s makes it a token"
                    .formatted(
                        new String(vocabulary.bytes(token), StandardCharsets.UTF_8), option));
          }
        }
      }
    }
    return Optional.empty();
  }
}
