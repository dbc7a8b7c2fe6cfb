package io.github.pyramidsd.decoding.decode;

/** More tokens were appended than a context has room for; it is unchanged. */
public final class ContextFullException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  ContextFullException(String message) {
    super(message);
  }
}
