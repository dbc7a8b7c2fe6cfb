package io.github.pyramidsd.engine.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WarmUpTest {

  @Test
  void passesOfOneTokenAndOfSeveralWarmUpByThemselves() {
    WarmUp warmUp = new WarmUp();
    double one = warmUp.seconds(1);
    double several = warmUp.seconds(2);
    assertThat(one).isPositive();
    assertThat(several).isPositive();
    warmUp.spend(1, 100_000_000);
    assertThat(warmUp.seconds(1)).isCloseTo(one - 0.1, within(1e-9));
    assertThat(warmUp.seconds(64)).isEqualTo(several);
    warmUp.spend(64, 100_000_000);
    assertThat(warmUp.seconds(3)).isCloseTo(several - 0.1, within(1e-9));
    warmUp.spend(1, 10_000_000_000L);
    assertThat(warmUp.seconds(1)).isZero();
  }
}
