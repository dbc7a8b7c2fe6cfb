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

  /** Begins a response with a draft that is accepted so often. */
  private Planning started(boolean measures, double acceptance) {
    agree(estimates, 1, 0, acceptance);
    Planning planning = new Planning(estimates, measures);
    planning.start(ROOM, 0);
    return planning;
  }

  @Test
  void compositionIsSettledOnceItHasBeenInUseForAWhile() {
    Planning planning = started(true, 0.8);
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
    Planning planning = started(true, 0.001);
    assertThat(planning.plan().isPlain()).isTrue();
    assertThat(planning.isSettled()).isTrue();
  }

  /** The number of their rounds decides when another is looked for. */
  @Test
  void reproduciblePlansAreNot() {
    Planning planning = started(false, 0.8);
    for (int round = 0; round < 100; round++) {
      planning.count();
    }
    assertThat(planning.isSettled()).isFalse();
  }
}
