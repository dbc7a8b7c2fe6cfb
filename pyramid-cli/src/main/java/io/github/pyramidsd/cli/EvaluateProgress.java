package io.github.pyramidsd.cli;

import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.run.RunProgress;
import java.time.Duration;

/** Shows how far a study is, where somebody looks. */
record EvaluateProgress(ProgressLine line) implements RunProgress {

  private static final int MINUTE = 60;

  @Override
  public void onWarmUp(int done, int total) {
    line.show("warming up: %s of %s".formatted(done, total));
  }

  @Override
  public void onRun(RunResult result, int done, int total, Duration left) {
    line.show(
        "run %s of %s, %s %%, about %s left"
            .formatted(done, total, 100L * done / total, about(left)));
  }

  /** A time as people would say it. */
  static String about(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 2 * MINUTE) {
      return seconds + " s";
    }
    long minutes = (seconds + MINUTE / 2) / MINUTE;
    return minutes < 2 * MINUTE
        ? minutes + " min"
        : "%s h %s min".formatted(minutes / MINUTE, minutes % MINUTE);
  }
}
