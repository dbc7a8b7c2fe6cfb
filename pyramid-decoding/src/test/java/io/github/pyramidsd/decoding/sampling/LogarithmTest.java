package io.github.pyramidsd.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogarithmTest {

  @Test
  void errorIsOneUnitInTheLastPlace() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200_000; i++) {
      double x = Math.exp(100 * random.nextGaussian());
      double near = 1 + 1e-3 * random.nextGaussian();
      assertThat(Math.abs(Logarithm.ln(x) - StrictMath.log(x)))
          .isLessThanOrEqualTo(Math.ulp(StrictMath.log(x)));
      assertThat(Math.abs(Logarithm.ln(near) - StrictMath.log(near)))
          .isLessThanOrEqualTo(Math.ulp(StrictMath.log(near)));
    }
  }

  @Test
  void ofOneItIsExactlyZeroAndTheExtremesAreReached() {
    assertThat(Logarithm.ln(1)).isZero();
    for (double x : new double[] {Double.MIN_NORMAL, Double.MAX_VALUE, 0.5, 2, Math.sqrt(0.5)}) {
      assertThat(Math.abs(Logarithm.ln(x) - StrictMath.log(x)))
          .isLessThanOrEqualTo(Math.ulp(StrictMath.log(x)));
    }
  }
}
