package io.github.pyramidsd.engine;

/**
 * A model or a context needs more memory than is available. It is thrown before any of it is taken;
 * the message says what is needed for what, what there is, and what would help.
 */
public final class InsufficientMemoryException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  InsufficientMemoryException(String message) {
    super(message);
  }
}
