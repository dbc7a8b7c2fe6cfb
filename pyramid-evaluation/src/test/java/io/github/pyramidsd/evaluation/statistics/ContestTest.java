package io.github.pyramidsd.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.statistics.Contest.Standing;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContestTest {

  private static final Map<String, TaskScore> CORRECT =
      Map.of("task", new TaskScore("correct", false));

  @Test
  void methodIsRepresentedByItsFastestConfigurationWithinTheLimit() {
    Configuration loose = Runs.configuration("fsd loose", Method.FSD);
    Configuration slow = Runs.configuration("fsd slow", Method.FSD);
    List<RunResult> runs = new ArrayList<>();
    for (int item = 0; item < 12; item++) {
      runs.add(Runs.run(Runs.PLAIN, "task", item, 1, 10, 1));
      runs.add(Runs.run(slow, "task", item, 1, 15, 1));
      runs.add(Runs.run(Runs.FSD, "task", item, 1, 30, 1));
      runs.add(Runs.run(loose, "task", item, 1, 90, 0));
    }
    List<Configuration> grid = List.of(Runs.PLAIN, slow, Runs.FSD, loose);
    Contest contest = new Contest(runs, grid, CORRECT, 0.02);
    assertThat(contest.chosen("fsd")).containsExactly("fsd");
    Standing standing = contest.compare(List.of("fsd"), List.of("target", "sd")).getFirst();
    assertThat(standing.speed().interval().estimate()).isCloseTo(3, within(1e-9));
    assertThat(standing.speed().isShownAbove(1)).isTrue();
    assertThat(standing.quality().interval().estimate()).isZero();
    assertThat(new Contest(runs, grid, CORRECT, 1).chosen("fsd")).containsExactly("fsd loose");
  }

  /** All configurations have one law of speed: the best of 20 must not seem faster than one. */
  @Test
  void methodWithALargerGridDoesNotSeemFaster() {
    Random random = new Random(8);
    int studies = 400;
    int faster = 0;
    double sum = 0;
    for (int study = 0; study < studies; study++) {
      List<Configuration> grid = new ArrayList<>(List.of(Runs.PLAIN, Runs.SD));
      for (int i = 0; i < 20; i++) {
        grid.add(Runs.configuration("fsd " + i, Method.FSD));
      }
      List<RunResult> runs = new ArrayList<>();
      for (Configuration configuration : grid) {
        for (int item = 0; item < 12; item++) {
          double speed = 100 * Math.exp(0.3 * random.nextGaussian());
          runs.add(Runs.run(configuration, "task", item, 1, speed, 1));
        }
      }
      Difference speed =
          new Contest(runs, grid, CORRECT, 0.02)
              .compare(List.of("fsd"), List.of("sd"))
              .getFirst()
              .speed();
      faster += speed.isShownAbove(1) ? 1 : 0;
      sum += Math.log(speed.interval().estimate());
    }
    assertThat(sum / studies).isCloseTo(0, within(0.015)); // the best of 20 is 0.16 above
    assertThat((double) faster / studies).isLessThan(0.05);
  }
}
