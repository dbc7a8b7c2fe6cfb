package io.github.pyramidsd.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WeightProcessorTest {

  private static final int[] IDS = {7, 2, 9, 4};
  private static final double[] WEIGHTS = {1, 3, 1, 3};

  private static Prediction predict(double temperature) {
    Prediction out = new Prediction(10);
    new WeightProcessor(SamplingOptions.ofTemperature(temperature), 32)
        .process(IDS, WEIGHTS, IDS.length, out);
    return out;
  }

  private static void assertShares(Distribution distribution, double... shares) {
    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    for (int i = 0; i < IDS.length; i++) {
      assertThat(distribution.probability(IDS[i]))
          .isCloseTo((float) (shares[i] / sum), within(1e-6f));
    }
    assertThat(distribution.mass(0, 10)).isCloseTo(1, within(1e-6));
  }

  @Test
  void temperatureOneTakesWeightsAsTheyAre() {
    Prediction prediction = predict(1);
    assertShares(prediction.sampling(), 1, 3, 1, 3);
    assertThat(prediction.entropy()).isEqualTo(prediction.sampling().entropy());
  }

  @Test
  void otherTemperaturesTakeTheLogarithmsOfWeightsForLogits() {
    for (double temperature : new double[] {0.5, 0.7, 1.5}) {
      double three = Math.pow(3, 1 / temperature);
      assertShares(predict(temperature).sampling(), 1, three, 1, three);
      assertShares(predict(temperature).untempered(), 1, 3, 1, 3);
    }
  }

  @Test
  void zeroTemperatureTakesTheFirstOfTheLargest() {
    Prediction prediction = predict(0);
    assertShares(prediction.sampling(), 0, 1, 0, 0);
    assertShares(prediction.untempered(), 1, 3, 1, 3);
    assertThat(prediction.entropy()).isEqualTo(prediction.untempered().entropy()).isPositive();
  }

  @Test
  void theLowestTemperaturesOverflowNothing() {
    assertShares(predict(1e-300).sampling(), 0, 1, 0, 1);
    assertShares(predict(0.001).sampling(), 0, 1, 0, 1);
  }
}
