package io.github.pyramidsd.decoding.decode;

/**
 * Is told what happens while a response is generated, on the thread that generates it. Every method
 * does nothing unless overridden. If one throws, the response ends with that.
 */
public interface GenerationListener {

  /** Hears nothing. */
  GenerationListener NONE = new GenerationListener() {};

  /**
   * Some of the context was read that was not read before.
   *
   * @param level the level that read it
   * @param processed how many tokens it has read so far
   * @param total how many there are
   */
  default void onPrompt(String level, int processed, int total) {}

  /**
   * A level predicted what comes next. It is told of every prediction that it looks at, before the
   * round that they belong to is finished.
   *
   * @param entropy of the prediction, in nats, before temperature and truncation
   */
  default void onPrediction(String level, double entropy) {}

  /**
   * A round of the target or a probe is over, or the prompt was read.
   *
   * @param record a buffer, valid during the call
   */
  default void onRound(RoundRecord record) {}

  /** A token was committed and its text is certain; neither is ever taken back. */
  default void onToken(Token token) {}
}
