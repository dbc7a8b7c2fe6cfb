package io.github.pyramidsd.decoding.decode;

/**
 * Generates responses with the levels of a pyramid: a {@link Pyramid} always in the same way, a
 * {@code Planner} in the way that is fastest.
 */
public interface Decoder {

  /** The levels that there are. */
  Pyramid pyramid();

  /**
   * Opens a response to a prompt, to be run and possibly cancelled.
   *
   * @param prompt token ids, at least one
   * @throws IllegalArgumentException if the prompt is empty or leaves no room in the context, or
   *     the options do not fit the pyramid
   */
  Generation start(int[] prompt, GenerationOptions options, GenerationListener listener);

  /** Opens a response to a prompt, to be run and possibly cancelled. */
  default Generation start(String prompt, GenerationOptions options, GenerationListener listener) {
    return start(pyramid().target().vocabulary().encodePrompt(prompt), options, listener);
  }

  /** Generates a response to a prompt. */
  default Response generate(String prompt, GenerationOptions options) {
    try (Generation generation = start(prompt, options, GenerationListener.NONE)) {
      return generation.run();
    }
  }
}
