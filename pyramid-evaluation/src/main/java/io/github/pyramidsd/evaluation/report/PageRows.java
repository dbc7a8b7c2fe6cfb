package io.github.pyramidsd.evaluation.report;

import io.github.pyramidsd.evaluation.statistics.Comparison;
import io.github.pyramidsd.evaluation.statistics.ConfigurationSummary;
import io.github.pyramidsd.evaluation.statistics.Estimate;
import io.github.pyramidsd.evaluation.statistics.Interval;
import io.github.pyramidsd.evaluation.statistics.LevelSummary;
import io.github.pyramidsd.evaluation.statistics.TaskScore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a summary as the page has them. */
final class PageRows {

  private final Map<String, TaskScore> scores;

  PageRows(Map<String, TaskScore> scores) {
    this.scores = scores;
  }

  PageData.Row row(ConfigurationSummary row) {
    Map<String, PageData.Summed> metrics = new LinkedHashMap<>();
    row.metrics().forEach((metric, estimate) -> metrics.put(metric.label(), summed(estimate)));
    TaskScore score = scores.get(row.task());
    Estimate main = score == null ? null : row.scores().get(score.score());
    return new PageData.Row(
        row.task(),
        row.label(),
        row.method(),
        row.configuration().isLossless(),
        row.runs(),
        row.items(),
        row.seeds(),
        metrics,
        main == null ? null : summed(main),
        list(row.loss()),
        against(row.againstPlain().orElse(null)),
        against(row.againstSpeculative().orElse(null)),
        row.levels().stream().map(PageRows::level).toList(),
        row.distances().stream()
            .map(
                d ->
                    new PageData.Ngram(
                        d.order(), d.distance(), d.floor(), d.pValue(), d.plainAgainstPlain()))
            .toList(),
        row.peakMemoryBytes() == 0 ? null : row.peakMemoryBytes());
  }

  private static PageData.Summed summed(Estimate estimate) {
    return new PageData.Summed(list(estimate.mean()), estimate.median(), estimate.seedDeviation());
  }

  private static PageData.@Nullable Against against(@Nullable Comparison comparison) {
    return comparison == null
        ? null
        : new PageData.Against(
            list(comparison.speed().interval()),
            comparison.speed().adjusted(),
            list(comparison.timeToAnswer().interval()),
            comparison.timeToAnswer().adjusted(),
            list(comparison.score().interval()),
            comparison.score().adjusted(),
            list(comparison.quality().interval()),
            comparison.quality().adjusted(),
            comparison.pairs());
  }

  private static PageData.Level level(LevelSummary level) {
    return new PageData.Level(
        level.level(),
        level.model(),
        list(level.passesPerToken()),
        level.tokensPerPass(),
        list(level.acceptance()),
        list(level.entropy()),
        level.secondsShare(),
        level.deviation(),
        level.savedRejections(),
        level.verifiedAt(),
        level.acceptedAt(),
        level.entropyHistogram());
  }

  /** Estimate, lower and upper end. */
  static List<Double> list(Interval interval) {
    return List.of(interval.estimate(), interval.low(), interval.high());
  }
}
