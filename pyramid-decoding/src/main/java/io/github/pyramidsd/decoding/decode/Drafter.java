package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Prediction;

/**
 * Proposes what follows the tokens of one context: a model, or an index of what was said before.
 * Drafters predict and never draw, so whatever they propose can be verified exactly.
 *
 * <p>Used by one thread at a time, until it is closed.
 */
interface Drafter extends AutoCloseable {

  /**
   * Predicts the next token, over ids that all levels above know.
   *
   * @return whether there is a proposal; if not, the buffer is left as it may be
   */
  boolean predict(Prediction out);

  /**
   * Forgets all tokens after the first {@code length}. What is predicted next must equal, bit for
   * bit, what a fresh drafter predicts after those tokens.
   */
  void takeBack(int length);

  @Override
  void close();
}
