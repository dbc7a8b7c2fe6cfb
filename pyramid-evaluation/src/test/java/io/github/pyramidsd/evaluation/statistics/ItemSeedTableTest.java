package io.github.pyramidsd.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemSeedTableTest {

  @Test
  void runsArePairedByItemAndSeedWhateverTheirOrder() {
    List<RunResult> ours =
        List.of(run(Runs.FSD, 1, 1, 20), run(Runs.FSD, 2, 1, 40), run(Runs.FSD, 2, 2, 80));
    List<RunResult> theirs =
        List.of(run(Runs.PLAIN, 3, 1, 1), run(Runs.PLAIN, 2, 1, 10), run(Runs.PLAIN, 1, 1, 10));
    ItemSeedTable difference = table(ours).minus(table(theirs));
    assertThat(difference.present()).containsExactly(10, 30); // items 1 and 2 with seed 1
  }

  @Test
  void ratioIsTheGeometricMeanOfPairedRatios() {
    List<RunResult> ours = List.of(run(Runs.FSD, 1, 1, 20), run(Runs.FSD, 2, 1, 80));
    List<RunResult> theirs = List.of(run(Runs.PLAIN, 1, 1, 10), run(Runs.PLAIN, 2, 1, 10));
    Difference ratio = Difference.ofRatios(table(ours), table(theirs));
    assertThat(ratio.interval().estimate()).isCloseTo(4, within(1e-12)); // of 2 and 8
    assertThat(ratio.pValue()).isEqualTo(0.5);
  }

  @Test
  void estimateHasMedianAndDeviationOverSeeds() {
    Estimate estimate = Estimate.of(ItemSeedTable.of(new double[][] {{1, 4, 2}, {3, 8, 6}}), false);
    assertThat(estimate.mean().estimate()).isEqualTo(4);
    assertThat(estimate.median()).isEqualTo(3.5);
    assertThat(estimate.seedDeviation()).isEqualTo(2); // seeds' means are 2, 6 and 4
    assertThat(estimate.runs()).isEqualTo(6);
  }

  @Test
  void geometricEstimateAveragesLogarithms() {
    Estimate estimate = Estimate.of(ItemSeedTable.of(new double[][] {{1, 2}, {4, 32}}), true);
    assertThat(estimate.mean().estimate()).isCloseTo(4, within(1e-12));
    assertThat(estimate.seedDeviation()).isCloseTo(Math.sqrt(18), within(1e-12)); // of 2 and 8
  }

  private static RunResult run(Configuration c, int item, long seed, double speed) {
    return Runs.run(c, "task", item, seed, speed, 1);
  }

  private static ItemSeedTable table(List<RunResult> runs) {
    return ItemSeedTable.of(runs, RunResult::tokensPerSecond);
  }
}
