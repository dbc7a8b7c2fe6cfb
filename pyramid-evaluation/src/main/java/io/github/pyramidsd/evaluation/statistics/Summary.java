package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A study's results: every configuration on every task, and over all tasks together.
 *
 * @param tasks names of tasks, {@link #ALL_TASKS} first if there are several to be taken together
 * @param rows in the order of configurations within the order of tasks
 * @param plain the label of plain decoding, which all is compared with; empty if it was not run
 * @param speculative the label of the fastest configuration of {@code sd}; empty if none was run
 */
public record Summary(
    List<String> tasks,
    List<ConfigurationSummary> rows,
    Optional<String> plain,
    Optional<String> speculative) {

  /** The name that stands for all tasks together, without those about distributions. */
  public static final String ALL_TASKS = "*";

  /** Copies what could change. */
  public Summary {
    tasks = List.copyOf(tasks);
    rows = List.copyOf(rows);
  }

  /**
   * Sums up runs.
   *
   * @param runs finished ones, in any order; those of configurations or tasks that are not named
   *     are left out
   * @param configurations the study's
   * @param scores what each task is judged by, in the order of the report
   */
  public static Summary of(
      List<RunResult> runs, List<Configuration> configurations, Map<String, TaskScore> scores) {
    return new SummaryMaker(new StudyRuns(runs, configurations, scores)).make();
  }

  /** The rows of a task. */
  public List<ConfigurationSummary> rows(String task) {
    return rows.stream().filter(row -> row.task().equals(task)).toList();
  }

  /** The row of a configuration on a task. */
  public Optional<ConfigurationSummary> row(String task, String configuration) {
    return rows(task).stream().filter(row -> row.label().equals(configuration)).findFirst();
  }
}
