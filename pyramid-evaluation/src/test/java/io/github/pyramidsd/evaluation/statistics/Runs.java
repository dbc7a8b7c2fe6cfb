package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Method.Knobs;
import io.github.pyramidsd.evaluation.result.LevelResult;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes runs whose statistics can be worked out by hand. */
final class Runs {

  static final Configuration PLAIN = configuration("target", Method.TARGET);
  static final Configuration SD = configuration("sd", Method.SD);
  static final Configuration FSD = configuration("fsd", Method.FSD);

  private Runs() {}

  static Configuration configuration(String label, Method method) {
    return new Configuration(
        label, Optional.of(method), Knobs.DEFAULT, Double.POSITIVE_INFINITY, 0);
  }

  /** A run with a speed, of an answer of 10 tokens after a prompt that took a second. */
  static RunResult run(
      Configuration configuration, String task, int item, long seed, double speed, double score) {
    return run(configuration, task, item, seed, speed, Map.of("correct", score), List.of());
  }

  static RunResult run(
      Configuration configuration,
      String task,
      int item,
      long seed,
      double speed,
      Map<String, Double> scores,
      List<LevelResult> levels) {
    return new RunResult(
        new RunKey(configuration.label(), task, "item-" + item, seed),
        "digest",
        20,
        10,
        "max_tokens",
        1,
        10 / speed,
        1 + 1 / speed,
        1 + 10 / speed,
        0.0,
        scores,
        levels,
        1000 + item,
        "text",
        List.of(1, 2, 3));
  }

  static LevelResult level(
      String level, long passes, long proposed, long accepted, double entropySum) {
    List<Long> histogram = Collections.nCopies(LevelResult.ENTROPY_BINS, 1L);
    return new LevelResult(
        level,
        "model-" + level,
        passes,
        2 * passes,
        proposed,
        accepted,
        0,
        0,
        10,
        0.5,
        0.25,
        0.5,
        entropySum,
        histogram,
        List.of(proposed, 2L),
        List.of(accepted, 1L));
  }
}
