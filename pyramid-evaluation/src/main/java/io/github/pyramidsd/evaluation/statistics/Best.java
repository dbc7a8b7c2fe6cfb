package io.github.pyramidsd.evaluation.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The configurations to be recommended on a task.
 *
 * @param lossless the one with the most tokens per second of those that have exactly the target's
 *     law; plain decoding may be it
 * @param lossy the one with the shortest time to answer of the others whose estimated loss of
 *     quality is within the limit. By time and not by speed, as a looser rule can make answers
 *     longer
 * @param lossyIsShown whether the whole interval of its loss is within the limit
 */
public record Best(
    Optional<ConfigurationSummary> lossless,
    Optional<ConfigurationSummary> lossy,
    boolean lossyIsShown) {

  /**
   * Chooses.
   *
   * @param qualityLoss the limit, such as 0.02; over several tasks it holds for each
   */
  public static Best of(Summary summary, String task, double qualityLoss) {
    List<ConfigurationSummary> rows = summary.rows(task);
    Optional<ConfigurationSummary> lossless =
        rows.stream()
            .filter(row -> row.configuration().isLossless())
            .filter(row -> row.mean(Metric.TOKENS_PER_SECOND).isKnown())
            .max(Comparator.comparingDouble(r -> r.mean(Metric.TOKENS_PER_SECOND).estimate()));
    Optional<ConfigurationSummary> lossy =
        rows.stream()
            .filter(row -> !row.configuration().isLossless())
            .filter(row -> row.mean(Metric.TIME_TO_ANSWER).isKnown())
            .filter(row -> losses(summary, row).allWithin(loss -> loss.estimate() <= qualityLoss))
            .min(Comparator.comparingDouble(r -> r.mean(Metric.TIME_TO_ANSWER).estimate()));
    boolean shown =
        lossy.isPresent()
            && losses(summary, lossy.get()).allWithin(loss -> loss.high() <= qualityLoss);
    return new Best(lossless, lossy, shown);
  }

  /** Losses on the tasks that a row is about; a distance of laws is one. */
  private record Losses(List<Interval> losses) {

    boolean allWithin(Predicate<Interval> limit) {
      return !losses.isEmpty() && losses.stream().allMatch(limit);
    }
  }

  private static Losses losses(Summary summary, ConfigurationSummary row) {
    if (!row.task().equals(Summary.ALL_TASKS)) {
      return new Losses(List.of(loss(row)));
    }
    return new Losses(
        summary.rows().stream()
            .filter(r -> r.label().equals(row.label()) && !r.task().equals(row.task()))
            .filter(r -> r.distances().isEmpty())
            .map(Best::loss)
            .toList());
  }

  private static Interval loss(ConfigurationSummary row) {
    if (row.distances().isEmpty()) {
      return row.loss();
    }
    Distance worst = row.distances().getLast();
    return new Interval(worst.excess(), Double.NaN, Double.NaN);
  }
}
