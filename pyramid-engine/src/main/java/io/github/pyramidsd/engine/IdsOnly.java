package io.github.pyramidsd.engine;

import io.github.pyramidsd.decoding.model.Vocabulary;

/**
 * The vocabulary of a model whose tokenizer cannot be used: it knows how many ids there are.
 *
 * @param problem why the tokenizer cannot be used, in words that begin with the file
 */
record IdsOnly(int size, String problem) implements Vocabulary {

  @Override
  public byte[] bytes(int id) {
    throw noText();
  }

  /** No token is known to be. */
  @Override
  public boolean isSpecial(int id) {
    return false;
  }

  @Override
  public boolean isEndOfGeneration(int id) {
    throw noText();
  }

  @Override
  public int[] encode(String text, boolean parseSpecial) {
    throw noText();
  }

  @Override
  public int[] encodePrompt(String prompt) {
    throw noText();
  }

  private UnsupportedOperationException noText() {
    return new UnsupportedOperationException(problem);
  }
}
