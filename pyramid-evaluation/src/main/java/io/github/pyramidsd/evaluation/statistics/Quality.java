package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.evaluation.result.RunResult;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.Map;

/**
 * Main scores of all tasks on one scale on which more is better, so that losses can be compared and
 * averaged. A score between 0 and 1 of which more is better, such as {@code correct}, stays as it
 * is: a loss of 0.02 is two points. Any other score is divided by plain decoding's mean on the task
 * (or, where that was not run, by the mean of all), and its sign turned if less of it is better: a
 * loss of 0.02 is 2 % of it.
 */
final class Quality {

  private final Map<String, TaskScore> scores;
  private final Map<String, Double> units =
      new HashMap<>(); // of a task; what a score is divided by

  /**
   * Looks at all runs, to see how scores are scaled.
   *
   * @param scores by the name of the task
   * @param plain the label of plain decoding
   */
  Quality(Map<String, TaskScore> scores, Collection<RunResult> runs, String plain) {
    this.scores = scores;
    for (Map.Entry<String, TaskScore> task : scores.entrySet()) {
      units.put(task.getKey(), unit(task.getKey(), task.getValue(), runs, plain));
    }
  }

  private static double unit(
      String task, TaskScore score, Collection<RunResult> runs, String plain) {
    boolean bounded = !score.lowerIsBetter();
    DoubleSummaryStatistics all = new DoubleSummaryStatistics();
    DoubleSummaryStatistics ofPlain = new DoubleSummaryStatistics();
    for (RunResult run : runs) {
      double value = run.key().task().equals(task) ? score(score, run) : Double.NaN;
      if (!Double.isNaN(value)) {
        bounded &= value >= 0 && value <= 1;
        all.accept(value);
        if (run.key().configuration().equals(plain)) {
          ofPlain.accept(value);
        }
      }
    }
    double size = Math.abs((ofPlain.getCount() > 0 ? ofPlain : all).getAverage());
    return bounded ? 1 : score.lowerIsBetter() ? -size : size;
  }

  /** The main score of a run, or NaN. */
  double score(RunResult run) {
    TaskScore score = scores.get(run.key().task());
    return score == null ? Double.NaN : score(score, run);
  }

  private static double score(TaskScore score, RunResult run) {
    Double value = run.scores().get(score.score());
    return value == null || !Double.isFinite(value) ? Double.NaN : value;
  }

  /** The main score of a run on the common scale, or NaN. */
  double of(RunResult run) {
    return score(run) / units.getOrDefault(run.key().task(), Double.NaN);
  }
}
