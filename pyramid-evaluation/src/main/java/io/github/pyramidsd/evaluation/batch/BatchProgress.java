package io.github.pyramidsd.evaluation.batch;

import java.time.Duration;

/** Hears how far a batch is. */
public interface BatchProgress {

  /** Hears nothing. */
  BatchProgress NONE = (_, _, _) -> {};

  /**
   * A prompt is finished and written.
   *
   * @param done how many are, those of earlier processes included
   * @param total how many there are
   * @param left how long the others should take
   */
  void onCompletion(int done, int total, Duration left);
}
