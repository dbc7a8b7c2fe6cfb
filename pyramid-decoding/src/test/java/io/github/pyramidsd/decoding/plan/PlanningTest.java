package io.github.pyramidsd.decoding.plan;

import static io.github.pyramidsd.decoding.plan.KnownLevels.affine;
import static io.github.pyramidsd.decoding.plan.KnownLevels.agree;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When the rounds of a plan are thought to be all alike. */
class PlanningTest {

  private static final int ROOM = 1000;

  private final Estimates estimates =
      new Estimates(KnownLevels.models(affine(0.02, 0), affine(1, 0)), () -> 0);

  @Test
  void compositionIsSettledOnceItHasBeenInUseForAWhile() {
    agree(estimates, 1, 0, 0.8);
    Planning planning = new Planning(estimates, true);
    planning.start(ROOM, 0);
    assertThat(planning.plan().isPlain()).isFalse();
    for (int round = 0; round < 16; round++) {
      assertThat(planning.isSettled()).isFalse();
      planning.count();
    }
    assertThat(planning.isSettled()).isTrue();
    planning.outdate();
    assertThat(planning.isSettled()).isFalse();
  }

  @Test
  void plainDecodingIsSettledAtOnce() {
    agree(estimates, 1, 0, 0.001);
    Planning planning = new Planning(estimates, true);
    planning.start(ROOM, 0);
    assertThat(planning.plan().isPlain()).isTrue();
    assertThat(planning.isSettled()).isTrue();
  }

  /** What rounds tell must not depend on the clock there, so all of them are heard. */
  @Test
  void reproduciblePlansAreNot() {
    agree(estimates, 1, 0, 0.8);
    Planning planning = new Planning(estimates, false);
    planning.start(ROOM, 0);
    for (int round = 0; round < 100; round++) {
      planning.count();
    }
    assertThat(planning.isSettled()).isFalse();
  }
}
