package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The runs of a study, by task and configuration. */
final class StudyRuns {

  private record Cell(String task, String configuration) {}

  private final List<Configuration> configurations;
  private final Map<String, TaskScore> scores;
  private final Map<Cell, List<RunResult>> cells = new HashMap<>();
  private final Quality quality;
  private final Optional<String> plain;
  private final Optional<String> speculative;

  StudyRuns(
      List<RunResult> runs, List<Configuration> configurations, Map<String, TaskScore> scores) {
    this.configurations = List.copyOf(configurations);
    this.scores = new LinkedHashMap<>(scores);
    for (RunResult run : runs) {
      Cell cell = new Cell(run.key().task(), run.key().configuration());
      cells.computeIfAbsent(cell, _ -> new ArrayList<>()).add(run);
    }
    plain = fastest(Methods.PLAIN);
    speculative = fastest(Methods.SPECULATIVE);
    quality = new Quality(this.scores, runs, plain.orElse(""));
  }

  /** Those with runs. */
  List<Configuration> configurations() {
    return configurations;
  }

  /** Names of methods, in the order of the study. */
  List<String> methods() {
    return configurations.stream().map(Methods::label).distinct().toList();
  }

  Map<String, TaskScore> scores() {
    return scores;
  }

  Quality quality() {
    return quality;
  }

  /** The label of plain decoding. */
  Optional<String> plain() {
    return plain;
  }

  /** The label of the fastest configuration of sd. */
  Optional<String> speculative() {
    return speculative;
  }

  /** Names of the tasks that are judged answer by answer. */
  List<String> commonTasks() {
    return scores.keySet().stream().filter(task -> !isDistribution(task)).toList();
  }

  boolean isDistribution(String task) {
    TaskScore score = scores.get(task);
    return score != null && score.distribution();
  }

  /** The runs of a configuration on a task, or on all tasks that are judged answer by answer. */
  List<RunResult> of(String task, String configuration) {
    if (!task.equals(Summary.ALL_TASKS)) {
      return cells.getOrDefault(new Cell(task, configuration), List.of());
    }
    List<RunResult> runs = new ArrayList<>();
    commonTasks().forEach(t -> runs.addAll(of(t, configuration)));
    return runs;
  }

  private Optional<String> fastest(String method) {
    Predicate<Configuration> isOfMethod = c -> Methods.label(c).equals(method);
    return configurations.stream()
        .filter(isOfMethod)
        .map(Configuration::label)
        .filter(label -> !anyRuns(label).isEmpty())
        .max(Comparator.comparingDouble(label -> speed(anyRuns(label))));
  }

  private List<RunResult> anyRuns(String label) {
    List<RunResult> runs = of(Summary.ALL_TASKS, label);
    return runs.isEmpty()
        ? scores.keySet().stream().flatMap(task -> of(task, label).stream()).toList()
        : runs;
  }

  static double speed(List<RunResult> runs) {
    return runs.stream()
        .mapToDouble(Metric.TOKENS_PER_SECOND::of)
        .filter(x -> !Double.isNaN(x))
        .map(Math::log)
        .average()
        .orElse(Double.NEGATIVE_INFINITY);
  }
}
