package io.github.pyramidsd.decoding.model;

/** The tokens of a model: ids from 0 to {@link #size()} and the bytes that each stands for. */
public interface Vocabulary {

  /** The number of token ids. */
  int size();

  /**
   * The bytes that a token adds to the text. They need not be whole characters of UTF-8; for a
   * {@linkplain #isSpecial special} token they are its name, such as {@code <|end_of_text|>}. The
   * caller must not change the array.
   */
  byte[] bytes(int id);

  /** Whether the token is a control token, which adds nothing to the text. */
  boolean isSpecial(int id);

  /** Whether the token ends the response. */
  boolean isEndOfGeneration(int id);

  /**
   * Splits text into tokens, adding none of its own.
   *
   * @param parseSpecial whether names of special tokens in the text become those tokens; leave it
   *     off for text that is not trusted
   */
  int[] encode(String text, boolean parseSpecial);

  /**
   * Splits a prompt into tokens, with the beginning-of-sequence token first if the model wants one.
   */
  int[] encodePrompt(String prompt);
}
