package io.github.pyramidsd.decoding.decode;

/** Why a response ended. */
public enum Finish {
  /** The target emitted an end-of-generation token, which is not part of the context. */
  END("end-of-generation"),
  /** One of the stop strings appeared. */
  STOP_STRING("stop-string"),
  /** The response reached the number of tokens that was allowed. */
  MAX_TOKENS("max-tokens"),
  /** The context is full. */
  CONTEXT_FULL("context"),
  /** The caller cancelled, or closed the stream or the context. */
  CANCELLED("cancelled"),
  /** The thread that generates was interrupted; its flag stays set. */
  INTERRUPTED("interrupted"),
  /** The constraint allows no token. */
  NO_TOKEN_ALLOWED("no-token-allowed");

  private final String label;

  Finish(String label) {
    this.label = label;
  }

  /** The name in reports. */
  public String label() {
    return label;
  }
}
