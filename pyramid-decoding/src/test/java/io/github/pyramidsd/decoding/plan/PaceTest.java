package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What slows the machine down is put down to the machine, and not to a level. */
class PaceTest {

  private static final double DRAFT = 2e-3; // twice what its table says
  private static final double TARGET = 8e-3; // what its table says

  private static Estimates draftAndTarget() {
    return KnownLevels.of(KnownLevels.affine(1e-3, 0), KnownLevels.affine(8e-3, 0));
  }

  /** Rounds of some passes of the draft and one of the target. */
  private static void rounds(Estimates estimates, int count, int drafts, double slowness) {
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < drafts; j++) {
        estimates.observePass(0, 100, 1, slowness * DRAFT);
      }
      estimates.observePass(1, 100, drafts + 1, slowness * TARGET);
    }
  }

  private static double ratio(Estimates estimates, int drafts) {
    return estimates.seconds(1, 100, drafts + 1) / estimates.seconds(0, 100, 1);
  }

  @Test
  void paceIsOneUntilSomethingIsHeard() {
    Pace pace = new Pace();
    assertThat(pace.isKnown()).isFalse();
    assertThat(pace.value()).isEqualTo(1);
    pace.observe(3);
    assertThat(pace.isKnown()).isTrue();
    assertThat(pace.value()).isEqualTo(3);
  }

  @Test
  void paceIsTheMedianOfTheLastSeven() {
    Pace pace = new Pace();
    for (double sample : new double[] {1, 1, 1, 1, 100, 0.01, 100}) {
      pace.observe(sample);
    }
    assertThat(pace.value()).isEqualTo(1);
    for (int i = 0; i < 4; i++) {
      pace.observe(2);
    }
    assertThat(pace.value()).isEqualTo(2);
  }

  @Test
  void levelsAreMeasuredAgainstTheTarget() {
    Estimates estimates = draftAndTarget();
    rounds(estimates, 20, 1, 1);
    assertThat(estimates.seconds(0, 100, 1)).isCloseTo(DRAFT, within(1e-9));
    assertThat(estimates.seconds(1, 100, 2)).isCloseTo(TARGET, within(1e-9));
  }

  @Test
  void machineTwiceAsSlowChangesThePaceAndNotTheFactors() {
    Estimates estimates = draftAndTarget();
    rounds(estimates, 20, 1, 1);
    for (int i = 0; i < 20; i++) {
      rounds(estimates, 1, 1, 2);
      assertThat(ratio(estimates, 1)).as("round " + i).isCloseTo(TARGET / DRAFT, within(1e-9));
      if (i >= 4) {
        assertThat(estimates.seconds(0, 100, 1)).isCloseTo(2 * DRAFT, within(1e-9));
      }
    }
  }

  @Test
  void busyDraftRecoversFromAChangeOfThePace() {
    Estimates estimates = draftAndTarget();
    rounds(estimates, 20, 6, 1);
    rounds(estimates, 6, 6, 2);
    assertThat(ratio(estimates, 6)).isCloseTo(TARGET / DRAFT, within(1e-9));
    assertThat(estimates.seconds(0, 100, 1)).isCloseTo(2 * DRAFT, within(1e-9));
  }

  @Test
  void warmingMachineLeavesRelativeCostsRight() {
    for (int drafts : new int[] {1, 4}) {
      Estimates estimates = draftAndTarget();
      for (int i = 0; i < 60; i++) {
        rounds(estimates, 1, drafts, Math.max(1, 50 * Math.pow(0.9, i)));
        if (i >= 2) {
          // the pace is three rounds behind, in which the machine gets faster by 1.37
          assertThat(ratio(estimates, drafts))
              .as("round " + i)
              .isBetween(TARGET / DRAFT / 1.4, TARGET / DRAFT * 1.4);
        }
      }
      assertThat(ratio(estimates, drafts)).isCloseTo(TARGET / DRAFT, within(1e-6));
      assertThat(estimates.seconds(0, 100, 1)).isCloseTo(DRAFT, within(1e-6));
    }
  }

  @Test
  void singlePauseChangesNothing() {
    Estimates estimates = draftAndTarget();
    rounds(estimates, 20, 2, 1);
    rounds(estimates, 1, 2, 1000);
    assertThat(estimates.seconds(0, 100, 1)).isCloseTo(DRAFT, within(1e-9));
    assertThat(estimates.seconds(1, 100, 3)).isCloseTo(TARGET, within(1e-9));
  }

  @Test
  void overheadIsAMedianAndNeverNegative() {
    Estimates estimates = draftAndTarget();
    assertThat(estimates.overhead()).isZero();
    estimates.observeOverhead(-1);
    assertThat(estimates.overhead()).isZero();
    for (double seconds : new double[] {3, 3, 1000, 3, 3}) {
      estimates.observeOverhead(seconds);
    }
    assertThat(estimates.overhead()).isEqualTo(3);
  }

  @Test
  void lookupsAreAllButFree() {
    Estimates estimates = KnownLevels.withLookup(KnownLevels.affine(1e-3, 0));
    assertThat(estimates.isLookup(0)).isTrue();
    assertThat(estimates.seconds(0, 0, 1)).isLessThan(1e-5);
    assertThat(estimates.passCosts(0, 0, true)[4]).isLessThan(1e-4);
  }
}
