package io.github.pyramidsd.evaluation.report;

import io.github.pyramidsd.evaluation.result.LevelResult;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.statistics.Metric;
import io.github.pyramidsd.evaluation.statistics.TaskScore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Every run as a row of the page, so that every number can be traced to what it is made of. */
final class RunRows {

  /** What a row has; the first is the place of the configuration in the list of labels. */
  static final List<String> COLUMNS =
      List.of(
          "configuration",
          "task",
          "item",
          "seed",
          "tokens/s",
          "time to answer (s)",
          "first token (s)",
          "tokens",
          "score",
          "deviation",
          "levels: passes, accepted/proposed",
          "end",
          "answer");

  private static final int TEXT = 160; // characters; the results file has all

  private RunRows() {}

  static PageData.Runs of(
      List<RunResult> runs, List<String> labels, Map<String, TaskScore> scores) {
    Map<String, Integer> places = new HashMap<>();
    labels.forEach(label -> places.put(label, places.size()));
    List<List<Object>> rows = new ArrayList<>();
    for (RunResult run : runs) {
      Integer place = places.get(run.key().configuration());
      TaskScore score = scores.get(run.key().task());
      if (place != null && score != null) {
        rows.add(row(place, run, score));
      }
    }
    return new PageData.Runs(labels, COLUMNS, rows);
  }

  private static List<Object> row(int place, RunResult run, TaskScore score) {
    return List.of(
        place,
        run.key().task(),
        run.key().item(),
        String.valueOf(run.key().seed()), // a number of JavaScript does not hold every long
        Metric.TOKENS_PER_SECOND.of(run),
        run.secondsToAnswer(),
        run.secondsToFirstToken(),
        run.tokens(),
        run.scores().getOrDefault(score.score(), Double.NaN),
        Metric.DEVIATION_BOUND.of(run),
        run.levels().stream().map(RunRows::level).collect(Collectors.joining("; ")),
        run.finishReason(),
        shortened(run.text()));
  }

  private static String level(LevelResult level) {
    return "%s %s, %s/%s"
        .formatted(level.level(), level.passes(), level.accepted(), level.proposed());
  }

  private static String shortened(String text) {
    if (text.length() <= TEXT) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(TEXT - 1)) ? TEXT - 1 : TEXT;
    return text.substring(0, end) + "…";
  }
}
