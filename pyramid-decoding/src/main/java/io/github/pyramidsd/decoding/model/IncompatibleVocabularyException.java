package io.github.pyramidsd.decoding.model;

/** Two models of one pyramid do not mean the same by the same token id. */
public final class IncompatibleVocabularyException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public IncompatibleVocabularyException(String message) {
    super(message);
  }
}
