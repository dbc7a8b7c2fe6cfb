package io.github.pyramidsd.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DistributionTest {

  @Test
  void valuesThatAreNoProbabilitiesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Distribution.of(1.5, -0.5))
        .withMessageContaining("token 1 is -0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Distribution.of(0.5, 0.4))
        .withMessageContaining("0.9");
    assertThatIllegalArgumentException().isThrownBy(() -> Distribution.of(Double.NaN, 1));
  }

  @Test
  void mostLikelyIsTheFirstOfEquals() {
    assertThat(Distribution.of(0.2, 0.4, 0.4).mostLikely()).isEqualTo(1);
    assertThat(Distribution.of(0.5, 0.5).mostLikely()).isZero();
  }

  @Test
  void entropyIsShannons() {
    assertThat(Distribution.of(0.25, 0.25, 0.25, 0.25).entropy())
        .isCloseTo(Math.log(4), within(1e-7));
    assertThat(Distribution.of(0, 1, 0).entropy()).isZero();
    assertThat(Distribution.of(0.5, 0.25, 0.25).entropy())
        .isCloseTo(1.5 * Math.log(2), within(1e-7));
  }

  @Test
  void residualIsTheNormalizedExcess() {
    Distribution residual = new Distribution(3);
    residual.setResidual(Distribution.of(0.5, 0.3, 0.2), Distribution.of(0.2, 0.2, 0.6));
    assertThat(residual.probability(0)).isCloseTo(0.75f, within(1e-6f));
    assertThat(residual.probability(1)).isCloseTo(0.25f, within(1e-6f));
    assertThat(residual.probability(2)).isZero();
  }

  @Test
  void residualOfEqualsIsTheDistributionItself() {
    Distribution p = Distribution.of(0.5, 0.3, 0.2);
    Distribution residual = new Distribution(3);
    residual.setResidual(p, Distribution.of(0.5, 0.3, 0.2));
    assertThat(residual.toArray()).isEqualTo(p.toArray());
  }

  @Test
  void arrayIsACopy() {
    Distribution p = Distribution.of(0.5, 0.5);
    p.toArray()[0] = 9;
    assertThat(p.probability(0)).isEqualTo(0.5f);
    assertThat(p.size()).isEqualTo(2);
  }
}
