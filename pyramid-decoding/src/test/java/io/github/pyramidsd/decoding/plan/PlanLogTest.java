package io.github.pyramidsd.decoding.plan;

import static io.github.pyramidsd.decoding.plan.KnownLevels.affine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.StopRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What plain decoding is said to take, which speed-ups are told by. */
class PlanLogTest {

  private static final Plan PLAIN = new Plan(Composition.plain(1), 0b10, 1, 1, 0, 0, 1);
  private static final Plan DRAFTED =
      new Plan(
          new Composition(
              0, List.of(new Composition.Stage(1, new AcceptanceRule.Exact(), 3, StopRule.NEVER))),
          0b11,
          0.5,
          1,
          0,
          0,
          4);

  private final PlanLog log =
      new PlanLog(KnownLevels.models(affine(0.02, 0), affine(1, 0)), () -> 0);

  private void round(Plan plan, int tokens, double seconds, boolean isCold) {
    log.startRound(plan);
    log.endRound(tokens, Math.round(seconds * 1e9), isCold);
  }

  @Test
  void plainDecodingIsNeverSlowerThanItself() {
    round(PLAIN, 1, 100, true); // while code is compiled
    round(PLAIN, 1, 1, false);
    round(PLAIN, 1, 1, false);
    round(PLAIN, 1, 10, false); // a pause
    assertThat(log.plainSecondsPerToken()).isCloseTo(4, within(1e-9));
    assertThat(log.plainTokens()).isEqualTo(3);
  }

  @Test
  void otherTokensAreTakenForTheMedianPlainOne() {
    round(PLAIN, 1, 1, false);
    round(DRAFTED, 4, 2, false);
    round(PLAIN, 1, 10, false);
    round(PLAIN, 1, 1, false);
    assertThat(log.plainSecondsPerToken()).isCloseTo((12 + 4 * 1) / 7.0, within(1e-9));
  }

  @Test
  void withoutPlainRoundsNothingIsSaid() {
    round(DRAFTED, 4, 2, false);
    assertThat(log.plainSecondsPerToken()).isNaN();
  }
}
