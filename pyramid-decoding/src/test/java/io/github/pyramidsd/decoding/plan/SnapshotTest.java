package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.plan.Measurements.Level;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pass times as they are measured, and as they are thought where they were not. */
class SnapshotTest {

  private static final List<Level> LEVELS =
      List.of(new Level("lookup", false), new Level("draft", true), new Level("target", true));

  private static Snapshot snapshot(Snapshot.Pass... passes) {
    return new Snapshot(LEVELS, List.of(passes), List.of(), 0, 0);
  }

  private static Snapshot.Pass target(int position, int tokens, double seconds) {
    return new Snapshot.Pass("target", position, tokens, seconds);
  }

  private static double[] seconds(Snapshot snapshot, int level, int position) {
    return snapshot.seconds(level, position).orElseThrow();
  }

  private static Snapshot of(PassTimes times) {
    List<Snapshot.Pass> passes = new ArrayList<>();
    times.addTo(passes, "target");
    return new Snapshot(LEVELS, passes, List.of(), 0, 0);
  }

  @Test
  void medianForgetsPausesAndWhatWasLongAgo() {
    PassTimes times = new PassTimes();
    for (int i = 0; i < 100; i++) {
      times.record(0, 1, i < 80 ? 5 : i % 5 == 0 ? 50 : 1, i);
    }
    assertThat(seconds(of(times), 2, 0)[1]).isEqualTo(1);
  }

  @Test
  void sizesBetweenMeasuredOnesLieBetweenThemAndNeverFall() {
    double[] seconds = seconds(snapshot(target(0, 1, 1), target(0, 3, 2), target(0, 5, 1.5)), 2, 0);
    assertThat(seconds[2]).isCloseTo(1.5, within(1e-12));
    assertThat(seconds[5]).isEqualTo(2);
    for (int n = 2; n < seconds.length; n++) {
      assertThat(seconds[n]).isGreaterThanOrEqualTo(seconds[n - 1]);
    }
    assertThat(seconds[17]).isLessThan(10); // beyond, as cheap as may be
  }

  @Test
  void positionsNotMeasuredAreScaledByASizeThatWas() {
    Snapshot snapshot =
        snapshot(target(0, 1, 1), target(0, 4, 2), target(2048, 1, 3), target(1024, 8, 9));
    assertThat(seconds(snapshot, 2, 100)[4]).isEqualTo(2);
    assertThat(seconds(snapshot, 2, 3000)[4]).isEqualTo(6);
    assertThat(seconds(snapshot, 2, 100_000)[1]).isEqualTo(3);
  }

  @Test
  void doublingsBeginAtTheirPositions() {
    for (int position : new int[] {0, 511, 512, 1023, 1024, 5000, 1 << 30, Integer.MAX_VALUE}) {
      PassTimes times = new PassTimes();
      times.record(position, 1, 1, 0);
      Snapshot.Pass pass = of(times).passes().getFirst();
      assertThat(pass.position()).isLessThanOrEqualTo(position);
      assertThat(PassTimes.doubling(pass.position())).isEqualTo(PassTimes.doubling(position));
    }
  }

  @Test
  void levelThatOnlyReadAPromptIsPricedByTheRatioOfPrompts() {
    Snapshot snapshot =
        snapshot(target(0, 1, 1), target(0, 0, 0.4), new Snapshot.Pass("draft", 0, 0, 0.1));
    assertThat(seconds(snapshot, 1, 0)[1]).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void nothingIsKnownOfALevelThatMadeNoPass() {
    assertThat(snapshot(target(0, 1, 1)).seconds(1, 0)).isEmpty();
  }

  @Test
  void drafterWithoutAModelCostsAlmostNothingUntilMeasured() {
    assertThat(seconds(snapshot(), 0, 0)[8]).isLessThan(1e-4);
    Snapshot measured = snapshot(new Snapshot.Pass("lookup", 0, 8, 0.5));
    assertThat(seconds(measured, 0, 0)[8]).isEqualTo(0.5);
  }

  @Test
  void impossibleValuesAreNotLoaded() {
    PassTimes times = new PassTimes();
    for (double seconds : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      times.load(target(0, 1, seconds));
    }
    times.load(target(0, 18, 1));
    times.load(target(0, -1, 1));
    assertThat(of(times).passes()).isEmpty();
  }

  @Test
  void sizeIsFreshOnlyIfMeasuredSince() {
    PassTimes times = new PassTimes();
    assertThat(times.isFresh(0, 2, 0)).isFalse();
    times.record(0, 2, 1, 100);
    assertThat(times.isFresh(0, 2, 100)).isTrue();
    assertThat(times.isFresh(0, 2, 101)).isFalse();
    assertThat(times.isFresh(600, 2, 0)).isFalse();
  }
}
