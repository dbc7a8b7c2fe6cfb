package io.github.pyramidsd.engine.tokenizer;

/** What a token is for, in the order of ggml's numbers, which start at 1. */
enum TokenType {
  /** Text in the {@linkplain ByteAlphabet byte-level alphabet}. */
  NORMAL,
  /** Stands for text that the vocabulary cannot express. */
  UNKNOWN,
  /** Steers the model and adds nothing to the text. */
  CONTROL,
  /** Text as it is written, taken out of the input before it is split. */
  USER_DEFINED,
  /** Pads the vocabulary. */
  UNUSED,
  /** One byte, written {@code <0xHH>}. */
  BYTE;

  private static final TokenType[] BY_NUMBER = values();

  /**
   * Returns the type that a GGUF file gives to a token.
   *
   * @throws IllegalArgumentException if the number is not in 1 to 6
   */
  static TokenType of(int number, int id) {
    if (number < 1 || number > BY_NUMBER.length) {
      throw new IllegalArgumentException(
          "token %s has type %s, which is not in 1 to %s".formatted(id, number, BY_NUMBER.length));
    }
    return BY_NUMBER[number - 1];
  }

  /** Whether tokens of this type are names, which add nothing to the text. */
  boolean isSpecial() {
    return this == UNKNOWN || this == CONTROL || this == UNUSED;
  }

  /** Whether splitting and merging text may arrive at tokens of this type. */
  boolean isMergeable() {
    return this == NORMAL || this == USER_DEFINED;
  }
}
