package io.github.pyramidsd.decoding.decode;

/**
 * Is told what happens while a response is generated, on the thread that generates it. Every method
 * does nothing unless overridden.
 */
public interface GenerationListener {

  /** Hears nothing. */
  GenerationListener NONE = new GenerationListener() {};

  /**
   * Some of the prompt was read.
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
   * A level made a pass, to propose, to verify or only to be compared. The prompt is not told of.
   *
   * @param tokens how many it forwarded
   * @param nanos the time of the pass and what was decided by it
   */
  default void onPass(String level, int tokens, long nanos) {}

  /** A level finished a round. */
  default void onRound(Round round) {}

  /**
   * A token was committed. Its text follows when it is certain: once its characters are complete
   * and they can no longer be the start of a stop string.
   *
   * @param level the level that chose the token, 0 being the draft
   */
  default void onToken(int token, int level) {}

  /**
   * Text was committed; it is never taken back.
   *
   * @param level the level that chose the token which the text belongs to, 0 being the draft
   */
  default void onText(String text, int level) {}
}
