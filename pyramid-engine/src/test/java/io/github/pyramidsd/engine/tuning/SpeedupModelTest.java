package io.github.pyramidsd.engine.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.engine.LayerSubset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeedupModelTest {

  private static final LayerSubset LAYERS = LayerSubset.of(0);

  @Test
  void betweenMeasuredSizesCostsAreInterpolated() {
    SpeedupModel model = new SpeedupModel(new int[] {1, 2, 4, 9}, new double[] {10, 12, 20, 40});
    assertThat(model.verification(1)).isEqualTo(1);
    assertThat(model.verification(2)).isEqualTo(1.2);
    assertThat(model.verification(3)).isCloseTo(1.6, within(1e-12));
    assertThat(model.verification(5)).isCloseTo(2.4, within(1e-12));
    assertThat(model.verification(9)).isEqualTo(4);
  }

  /** By hand: E = (1 − α^(k+1)) / (1 − α) over k·r + v(k+1), at each k, and the greatest. */
  @ParameterizedTest
  @CsvSource({"0.8, 0.2", "0.5, 0.1", "0.95, 0.5", "0.3, 0.9", "0, 0.5", "1, 0.25"})
  void theBestLengthIsTheOneOfTheFormula(double acceptance, double cost) {
    SpeedupModel model = new SpeedupModel(new int[] {1, 2, 5, 9}, new double[] {1, 1.1, 1.4, 2.2});
    LayerChoice choice = model.choice(LAYERS, acceptance, cost);
    for (int k = 1; k <= 8; k++) {
      double emitted =
          acceptance == 1 ? k + 1 : (1 - Math.pow(acceptance, k + 1)) / (1 - acceptance);
      double speedup = emitted / (k * cost + model.verification(k + 1));
      assertThat(speedup).isLessThanOrEqualTo(choice.predictedSpeedup() + 1e-12);
      if (k == choice.draftLength()) {
        assertThat(choice.predictedSpeedup()).isCloseTo(speedup, within(1e-12));
      }
    }
    assertThat(choice.draftLength()).isBetween(1, 8);
  }

  @Test
  void aDraftThatIsNeverRightDoesNotPay() {
    SpeedupModel free = new SpeedupModel(new int[] {1, 9}, new double[] {1, 1});
    assertThat(free.choice(LAYERS, 0, 0.1).predictedSpeedup()).isLessThan(1);
    assertThat(free.choice(LAYERS, 1, 0).predictedSpeedup()).isCloseTo(9, within(1e-12));
  }
}
