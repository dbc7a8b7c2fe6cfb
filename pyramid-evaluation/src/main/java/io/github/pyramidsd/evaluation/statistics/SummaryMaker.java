package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Makes a summary of the runs of a study. */
final class SummaryMaker {

  private final StudyRuns study;

  SummaryMaker(StudyRuns study) {
    this.study = study;
  }

  Summary make() {
    List<String> tasks = new ArrayList<>(study.scores().keySet());
    if (study.commonTasks().size() > 1) {
      tasks.addFirst(Summary.ALL_TASKS);
    }
    List<ConfigurationSummary> rows = new ArrayList<>();
    for (String task : tasks) {
      List<ConfigurationSummary> ofTask = new ArrayList<>();
      for (Configuration configuration : study.configurations()) {
        List<RunResult> runs = study.of(task, configuration.label());
        if (!runs.isEmpty()) {
          ofTask.add(summary(configuration, task, runs));
        }
      }
      rows.addAll(corrected(ofTask));
    }
    return new Summary(tasks, rows, study.plain(), study.speculative());
  }

  private ConfigurationSummary summary(
      Configuration configuration, String task, List<RunResult> runs) {
    Map<Metric, Estimate> metrics = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      Estimate estimate = Estimate.of(ItemSeedTable.of(runs, metric::of), metric.isGeometric());
      if (estimate.runs() > 0) {
        metrics.put(metric, estimate);
      }
    }
    ItemSeedTable table = ItemSeedTable.of(runs, RunResult::tokens);
    return new ConfigurationSummary(
        configuration,
        task,
        runs.size(),
        table.itemCount(),
        table.seedCount(),
        metrics,
        task.equals(Summary.ALL_TASKS) ? Map.of() : scores(runs),
        LevelSummaries.of(runs),
        runs.stream().mapToLong(RunResult::peakMemoryBytes).max().orElse(0),
        comparison(task, runs, study.plain()),
        comparison(task, runs, study.speculative()),
        distances(task, configuration.label(), runs));
  }

  private static Map<String, Estimate> scores(List<RunResult> runs) {
    Set<String> names = new TreeSet<>();
    runs.forEach(run -> names.addAll(run.scores().keySet()));
    Map<String, Estimate> scores = new TreeMap<>();
    for (String name : names) {
      ItemSeedTable table = ItemSeedTable.of(runs, run -> score(run, name));
      boolean isShare = true;
      for (double value : table.present()) {
        isShare &= value == 0 || value == 1;
      }
      scores.put(name, isShare ? Estimate.ofShare(table) : Estimate.of(table, false));
    }
    return scores;
  }

  private static double score(RunResult run, String name) {
    Double value = run.scores().get(name);
    return value == null || !Double.isFinite(value) ? Double.NaN : value;
  }

  private Optional<Comparison> comparison(
      String task, List<RunResult> runs, Optional<String> baseline) {
    if (baseline.isEmpty() || runs.getFirst().key().configuration().equals(baseline.get())) {
      return Optional.empty();
    }
    List<RunResult> others = study.of(task, baseline.get());
    boolean many = task.equals(Summary.ALL_TASKS);
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Comparison(
                baseline.get(),
                difference(runs, others, RunResult::tokens).present().length,
                ratio(runs, others, Metric.TOKENS_PER_SECOND::of),
                ratio(runs, others, Metric.TIME_TO_ANSWER::of),
                Difference.of(difference(runs, others, RunResult::tokens)),
                many
                    ? Difference.UNKNOWN
                    : Difference.of(difference(runs, others, study.quality()::score)),
                Difference.of(difference(runs, others, study.quality()::of))));
  }

  private static ItemSeedTable difference(
      List<RunResult> runs, List<RunResult> others, ToDoubleFunction<RunResult> number) {
    return ItemSeedTable.of(runs, number).minus(ItemSeedTable.of(others, number));
  }

  private static Difference ratio(
      List<RunResult> runs, List<RunResult> others, ToDoubleFunction<RunResult> number) {
    return Difference.ofRatios(ItemSeedTable.of(runs, number), ItemSeedTable.of(others, number));
  }

  private List<Distance> distances(String task, String label, List<RunResult> runs) {
    if (!study.isDistribution(task) || study.plain().isEmpty()) {
      return List.of();
    }
    return label.equals(study.plain().get())
        ? Distance.ofPlain(runs)
        : Distance.of(runs, study.of(task, study.plain().get()));
  }

  /** Corrects p-values for the number of configurations that are compared on a task. */
  private static List<ConfigurationSummary> corrected(List<ConfigurationSummary> rows) {
    List<Optional<Comparison>> plain = corrected(rows, ConfigurationSummary::againstPlain);
    List<Optional<Comparison>> other = corrected(rows, ConfigurationSummary::againstSpeculative);
    List<ConfigurationSummary> corrected = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      corrected.add(rows.get(i).comparedTo(plain.get(i), other.get(i)));
    }
    return corrected;
  }

  private static List<Optional<Comparison>> corrected(
      List<ConfigurationSummary> rows,
      Function<ConfigurationSummary, Optional<Comparison>> comparison) {
    List<Comparison> all = rows.stream().flatMap(row -> comparison.apply(row).stream()).toList();
    double[] speed = adjust(all, Comparison::speed);
    double[] time = adjust(all, Comparison::timeToAnswer);
    double[] tokens = adjust(all, Comparison::answerTokens);
    double[] score = adjust(all, Comparison::score);
    double[] quality = adjust(all, Comparison::quality);
    List<Optional<Comparison>> corrected = new ArrayList<>();
    int next = 0;
    for (ConfigurationSummary row : rows) {
      Optional<Comparison> one = comparison.apply(row);
      if (one.isPresent()) {
        int i = next++;
        corrected.add(
            Optional.of(one.get().adjustedTo(speed[i], time[i], tokens[i], score[i], quality[i])));
      } else {
        corrected.add(Optional.empty());
      }
    }
    return corrected;
  }

  private static double[] adjust(
      List<Comparison> comparisons, Function<Comparison, Difference> difference) {
    return Holm.adjust(
        comparisons.stream().mapToDouble(c -> difference.apply(c).pValue()).toArray());
  }
}
