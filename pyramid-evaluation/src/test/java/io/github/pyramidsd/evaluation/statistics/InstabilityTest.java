package io.github.pyramidsd.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstabilityTest {

  private static final Map<String, TaskScore> SCORE = Map.of("task", new TaskScore("score", false));
  private static final List<Configuration> GRID = List.of(Runs.PLAIN, Runs.SD, Runs.FSD);

  @Test
  void ratioIsThatOfTheSpreadsOverSeeds() {
    List<RunResult> runs = new ArrayList<>();
    for (int item = 0; item < 6; item++) {
      for (long seed = 0; seed < 3; seed++) {
        add(runs, Runs.SD, item, seed, 0.5 + 0.1 * (seed - 1));
        add(runs, Runs.FSD, item, seed, 0.5 + 0.3 * (seed - 1));
      }
    }
    Instability instability = new Instability(runs, GRID, SCORE);
    Interval ratio = instability.ratio("fsd", "sd");
    assertThat(ratio.estimate()).isCloseTo(3, within(1e-9));
    assertThat(ratio.low()).isCloseTo(3, within(1e-9));
    assertThat(instability.seedDeviation("fsd")).isCloseTo(0.3, within(1e-9));
    assertThat(instability.ratio("fsd", "target").isKnown()).isFalse();
  }

  @Test
  void intervalsCoverTheTrueRatio() {
    Random random = new Random(9);
    int studies = 500;
    int covered = 0;
    for (int study = 0; study < studies; study++) {
      List<RunResult> runs = new ArrayList<>();
      for (int item = 0; item < 40; item++) {
        double level = 10 + random.nextGaussian();
        for (long seed = 0; seed < 3; seed++) {
          add(runs, Runs.SD, item, seed, level + random.nextGaussian());
          add(runs, Runs.FSD, item, seed, level + 2 * random.nextGaussian());
        }
      }
      Interval ratio = new Instability(runs, GRID, SCORE).ratio("fsd", "sd");
      covered += (ratio.low() <= 2 && 2 <= ratio.high()) ? 1 : 0;
    }
    assertThat((double) covered / studies).isBetween(0.92, 0.98);
  }

  private static void add(
      List<RunResult> runs, Configuration configuration, int item, long seed, double score) {
    Map<String, Double> scores = Map.of("score", score);
    runs.add(Runs.run(configuration, "task", item, seed, 10, scores, List.of()));
  }
}
