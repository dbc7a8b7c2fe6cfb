package io.github.pyramidsd.evaluation.batch;

import java.io.IOException;
import java.io.Serializable;

/** Completes prompts, one at a time, with models that are open until it is closed. */
public interface Completer extends AutoCloseable {

  /** How a completer is opened, in whatever process. */
  interface Source extends Serializable {

    /** Opens the models. */
    Completer open() throws IOException;
  }

  /**
   * Completes a prompt.
   *
   * @throws IOException if it does not fit the models; the message names its line
   */
  Completion complete(Prompt prompt) throws IOException;

  @Override
  void close();
}
