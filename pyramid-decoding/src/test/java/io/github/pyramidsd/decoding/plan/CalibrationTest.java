package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Predictions are corrected by what rounds did lately, the more the more of these there were. */
class CalibrationTest {

  private final Calibration calibration = new Calibration(24, 12, 2);
  private int tokens;

  private Moment now() {
    return new Moment(tokens, tokens / 64.0);
  }

  private void observe(int rounds, double factor) {
    for (int i = 0; i < rounds; i++) {
      tokens += 3;
      calibration.observe(factor * 0.02, 0.02, now());
    }
  }

  @Test
  void predictionIsWorthSomeRounds() {
    assertThat(calibration.factor()).isEqualTo(1);
    observe(1, 1.5);
    assertThat(calibration.factor()).isCloseTo(1 + 0.5 / 13, within(1e-9));
    observe(11, 1.5);
    assertThat(calibration.factor()).isBetween(1.2, 1.25);
    observe(400, 1.5);
    assertThat(calibration.factor()).isBetween(1.3, 1.4);
    observe(400, 9);
    assertThat(calibration.factor()).isEqualTo(2);
  }

  @Test
  void whatWasHeardLongAgoIsGivenUp() {
    observe(100, 1.5);
    double last = calibration.factor(now());
    assertThat(last).isEqualTo(calibration.factor());
    tokens += 256;
    assertThat(calibration.factor(now())).isLessThan(1 + 0.7 * (last - 1));
    tokens += 2048;
    assertThat(calibration.factor(now())).isCloseTo(1, within(0.01));
  }

  /** A new round does not bring the old ones back. */
  @Test
  void whatWasGivenUpStaysSo() {
    observe(100, 1.5);
    tokens += 2048;
    observe(1, 1);
    assertThat(calibration.factor(now())).isCloseTo(1, within(0.01));
  }
}
