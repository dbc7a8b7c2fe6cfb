package io.github.pyramidsd.evaluation.report;

import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.statistics.Best;
import io.github.pyramidsd.evaluation.statistics.ConfigurationSummary;
import io.github.pyramidsd.evaluation.statistics.Contest;
import io.github.pyramidsd.evaluation.statistics.Estimate;
import io.github.pyramidsd.evaluation.statistics.Instability;
import io.github.pyramidsd.evaluation.statistics.LevelSummary;
import io.github.pyramidsd.evaluation.statistics.Methods;
import io.github.pyramidsd.evaluation.statistics.Metric;
import io.github.pyramidsd.evaluation.statistics.Summary;
import io.github.pyramidsd.evaluation.statistics.TaskScore;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts together what the page shows. */
final class PageDataMaker {

  private final ReportFacts facts;
  private final List<RunResult> runs;
  private final List<Configuration> configurations;
  private final Map<String, TaskScore> scores;
  private final Summary summary;
  private final Contest contest;
  private final PageRows rows;

  PageDataMaker(
      ReportFacts facts,
      List<RunResult> runs,
      List<Configuration> configurations,
      Map<String, TaskScore> scores,
      Summary summary) {
    this.facts = facts;
    this.runs = runs;
    this.configurations = configurations;
    this.scores = scores;
    this.summary = summary;
    contest = new Contest(runs, configurations, scores, facts.qualityLoss());
    rows = new PageRows(scores);
  }

  PageData make() {
    Instability instability = new Instability(runs, configurations, scores);
    List<String> labels = configurations.stream().map(Configuration::label).toList();
    return new PageData(
        new PageData.Facts(
            facts.title(),
            facts.date().toString(),
            facts.machine(),
            facts.models(),
            facts.settings(),
            facts.qualityLoss(),
            runs.size(),
            summary.plain().orElse(null),
            summary.speculative().orElse(null)),
        summary.tasks().stream().map(this::task).toList(),
        summary.rows().stream().map(rows::row).toList(),
        new Verdicts(contest, instability, facts.claims()).all(),
        standings(),
        RunRows.of(runs, labels, scores));
  }

  private List<PageData.Standing> standings() {
    String plain = summary.plain().isPresent() ? Methods.PLAIN : Methods.SPECULATIVE;
    List<String> methods = configurations.stream().map(Methods::label).distinct().toList();
    return contest.compare(methods, List.of(plain)).stream()
        .map(
            s ->
                new PageData.Standing(
                    s.method(),
                    s.other(),
                    PageRows.list(s.speed().interval()),
                    s.speed().adjusted(),
                    PageRows.list(s.timeToAnswer().interval()),
                    s.timeToAnswer().adjusted(),
                    PageRows.list(s.quality().interval()),
                    s.quality().adjusted(),
                    Stream.of(s.method(), s.other())
                        .flatMap(m -> contest.chosen(m).stream())
                        .distinct()
                        .toList()))
        .toList();
  }

  private PageData.TaskPart task(String task) {
    List<ConfigurationSummary> ofTask = summary.rows(task);
    TaskScore score = scores.get(task);
    Best best = Best.of(summary, task, facts.qualityLoss());
    return new PageData.TaskPart(
        task,
        score == null ? "quality" : score.score(),
        score != null && score.lowerIsBetter(),
        score != null && score.distribution(),
        score == null || isShare(ofTask, score),
        ofTask.stream().mapToInt(ConfigurationSummary::items).max().orElse(0),
        ofTask.stream().mapToInt(ConfigurationSummary::seeds).max().orElse(0),
        best.lossless().map(ConfigurationSummary::label).orElse(null),
        best.lossy().map(ConfigurationSummary::label).orElse(null),
        best.lossyIsShown(),
        ParetoFront.of(ofTask.stream().map(row -> point(row, score)).toList()),
        HeatMap.of(ofTask),
        entropyOf(ofTask),
        placesOf(best, ofTask));
  }

  private static boolean isShare(List<ConfigurationSummary> rows, TaskScore score) {
    return score.distribution()
        || (!score.lowerIsBetter()
            && rows.stream()
                .flatMap(row -> Stream.ofNullable(row.scores().get(score.score())))
                .allMatch(e -> e.mean().estimate() >= 0 && e.mean().estimate() <= 1));
  }

  private ParetoFront.Point point(ConfigurationSummary row, @Nullable TaskScore score) {
    double quality;
    if (score == null) {
      quality = isPlain(row) ? 0 : -row.loss().estimate();
    } else if (score.distribution()) {
      quality = row.distances().isEmpty() ? Double.NaN : -row.distances().getLast().excess();
    } else {
      Estimate estimate = row.scores().get(score.score());
      double value = estimate == null ? Double.NaN : estimate.mean().estimate();
      quality = score.lowerIsBetter() ? -value : value;
    }
    double speed = row.mean(Metric.TOKENS_PER_SECOND).estimate();
    return new ParetoFront.Point(row.label(), speed, quality);
  }

  private boolean isPlain(ConfigurationSummary row) {
    return summary.plain().filter(row.label()::equals).isPresent();
  }

  /**
   * All levels of one configuration: a lossless one if there is one, as its law is the target's.
   */
  private static @Nullable String entropyOf(List<ConfigurationSummary> rows) {
    return rows.stream()
        .filter(row -> row.levels().stream().anyMatch(PageDataMaker::hasEntropy))
        .max(
            Comparator.<ConfigurationSummary>comparingInt(row -> row.levels().size())
                .thenComparing(row -> row.configuration().isLossless())
                .thenComparing(row -> row.configuration().method().isPresent()))
        .map(ConfigurationSummary::label)
        .orElse(null);
  }

  private static boolean hasEntropy(LevelSummary level) {
    return level.entropyHistogram().stream().anyMatch(count -> count > 0);
  }

  /** One configuration of each method, whose acceptance by place is drawn. */
  private List<String> placesOf(Best best, List<ConfigurationSummary> rows) {
    Set<String> labels = new LinkedHashSet<>();
    Set<String> methods = new LinkedHashSet<>();
    Stream<ConfigurationSummary> preferred =
        Stream.of(best.lossless(), best.lossy()).flatMap(Optional::stream);
    Stream<ConfigurationSummary> chosen =
        rows.stream().filter(row -> contest.chosen(row.method()).contains(row.label()));
    Stream.of(preferred, chosen, rows.stream())
        .flatMap(s -> s)
        .filter(row -> row.levels().stream().anyMatch(l -> !l.verifiedAt().isEmpty()))
        .forEach(
            row -> {
              if (methods.add(row.method())) {
                labels.add(row.label());
              }
            });
    return List.copyOf(labels);
  }
}
