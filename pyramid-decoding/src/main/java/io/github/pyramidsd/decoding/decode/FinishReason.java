package io.github.pyramidsd.decoding.decode;

/** Why a response ended. */
public enum FinishReason {
  /** The target emitted an end-of-generation token. */
  END_OF_GENERATION("end-of-generation"),
  /** One of the stop strings appeared. */
  STOP_STRING("stop-string"),
  /** The response reached the number of tokens that was allowed. */
  MAX_TOKENS("max-tokens"),
  /** The context is full. */
  CONTEXT("context"),
  /** The caller cancelled. */
  CANCELLED("cancelled");

  private final String label;

  FinishReason(String label) {
    this.label = label;
  }

  /** The name in reports. */
  public String label() {
    return label;
  }
}
