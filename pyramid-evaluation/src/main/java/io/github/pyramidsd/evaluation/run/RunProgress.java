package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.evaluation.result.RunResult;
import java.time.Duration;

/** Hears how far a study is, on the thread that runs it. */
public interface RunProgress {

  /** Hears nothing. */
  RunProgress NONE = new RunProgress() {};

  /** Some of the warm-up is done. */
  default void onWarmUp(int done, int total) {}

  /**
   * A run is finished and written.
   *
   * @param done how many runs of the study are, those of earlier processes included
   * @param total how many there are
   * @param left how long the others should take
   */
  default void onRun(RunResult result, int done, int total, Duration left) {}
}
