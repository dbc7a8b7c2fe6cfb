package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.sampling.Prediction;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Drafting stops exactly where survival falls below the threshold. */
class SurvivalStopTest {

  private static final Prediction SURE = Predictions.amongst(1);
  private static final Prediction UNSURE = Predictions.amongst(3);

  /** Sure predictions survive with 0.9, unsure ones with 0.5, at every place. */
  private static double[][] acceptance(int places) {
    double[][] acceptance = new double[places][Agreement.classes()];
    for (double[] row : acceptance) {
      Arrays.fill(row, 0.1);
      row[Agreement.entropyClass(SURE.entropy())] = 0.9;
      row[Agreement.entropyClass(UNSURE.entropy())] = 0.5;
    }
    return acceptance;
  }

  private static SurvivalStop stop(double... thresholds) {
    return new SurvivalStop(acceptance(thresholds.length), thresholds);
  }

  @Test
  void predictionsHaveTheEntropyThatTheySay() {
    assertThat(SURE.entropy()).isCloseTo(0, within(1e-6));
    assertThat(UNSURE.entropy()).isCloseTo(Math.log(3), within(1e-5));
  }

  @Test
  void blockStopsAtTheFirstSurvivalBelowItsThreshold() {
    SurvivalStop stop = stop(0, 0.8, 0.8, 0.8, 0.8);
    assertThat(stop.stops(1, SURE)).isFalse(); // 0.9
    assertThat(stop.stops(2, SURE)).isFalse(); // 0.81
    assertThat(stop.stops(3, SURE)).isTrue(); // 0.729
  }

  @Test
  void survivalThatIsJustEnoughGoesOn() {
    assertThat(stop(0, 0.9, 0.9).stops(1, SURE)).isFalse();
    assertThat(stop(0, Math.nextUp(0.9), 0.9).stops(1, SURE)).isTrue();
    assertThat(stop(0, 0.5, 0).stops(1, UNSURE)).isFalse();
    assertThat(stop(0, Math.nextUp(0.5), 0).stops(1, UNSURE)).isTrue();
  }

  @Test
  void thresholdIsThatOfTheNumberDrawn() {
    SurvivalStop stop = stop(0, 0.1, 0.85, 0.1);
    assertThat(stop.stops(1, SURE)).isFalse();
    assertThat(stop.stops(2, SURE)).isTrue(); // 0.81 is below the second only
  }

  @Test
  void everyBlockStartsAnew() {
    SurvivalStop stop = stop(0, 0.6, 0.6, 0.6, 0.6);
    for (int block = 0; block < 3; block++) {
      assertThat(stop.stops(1, SURE)).isFalse();
      assertThat(stop.stops(2, SURE)).isFalse();
      assertThat(stop.stops(3, UNSURE)).isTrue();
    }
    assertThat(stop.stops(1, UNSURE)).isTrue();
    assertThat(stop.stops(1, SURE)).isFalse();
  }

  @Test
  void fullBlocksHaveNoThreshold() {
    SurvivalStop stop = stop(0, 0, 0);
    assertThat(stop.stops(1, UNSURE)).isFalse();
    assertThat(stop.stops(2, UNSURE)).isFalse();
    assertThat(stop.stops(3, UNSURE)).isFalse();
  }

  @Test
  void placesHaveTheirOwnFactors() {
    double[][] acceptance = acceptance(3);
    acceptance[1][Agreement.entropyClass(SURE.entropy())] = 0.2;
    SurvivalStop stop = new SurvivalStop(acceptance, new double[] {0, 0.5, 0.5});
    assertThat(stop.stops(1, SURE)).isFalse();
    assertThat(stop.stops(2, SURE)).isTrue();
  }
}
