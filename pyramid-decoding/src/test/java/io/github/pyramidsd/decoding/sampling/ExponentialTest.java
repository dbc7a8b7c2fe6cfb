package io.github.pyramidsd.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExponentialTest {

  @Test
  void relativeErrorIsBelowThreeTenMillionths() {
    double worst = 0;
    for (double x = -87; x <= 88; x += 1e-4) {
      float argument = (float) x;
      double exact = Math.exp(argument);
      worst = Math.max(worst, Math.abs(Exponential.exp(argument) - exact) / exact);
    }
    assertThat(worst).isLessThan(3e-7);
  }

  @Test
  void belowTheSmallestFloatItIsZero() {
    for (float x : new float[] {-87.4f, -88, -1000, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY}) {
      assertThat(Exponential.exp(x)).isZero();
    }
    assertThat(Exponential.exp(Exponential.LOWEST)).isGreaterThanOrEqualTo(Float.MIN_NORMAL);
  }

  @Test
  void aboveTheHighestItStaysFinite() {
    float highest = Exponential.exp(Exponential.HIGHEST);
    assertThat(highest).isFinite().isGreaterThan(1e38f);
    assertThat(Exponential.exp(1000)).isEqualTo(highest);
    assertThat(Exponential.exp(Float.POSITIVE_INFINITY)).isEqualTo(highest);
  }

  @Test
  void zeroGivesExactlyOneAndNaNStaysNaN() {
    assertThat(Exponential.exp(0)).isEqualTo(1);
    assertThat(Exponential.exp(-0.0f)).isEqualTo(1);
    assertThat(Exponential.exp(Float.NaN)).isNaN();
  }
}
