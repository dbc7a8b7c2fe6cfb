package io.github.pyramidsd.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HolmTest {

  @Test
  void knownCase() {
    // sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, never less than one before
    assertThat(Holm.adjust(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, Offset.offset(1e-12));
  }

  @Test
  void neverAboveOne() {
    assertThat(Holm.adjust(new double[] {0.6, 0.9})).containsExactly(1, 1);
    assertThat(Holm.adjust(new double[] {})).isEmpty();
  }

  @Test
  void anyOfTwentyNullsIsBelowFivePerCentInAtMostFivePerCentOfStudies() {
    Random random = new Random(7);
    int studies = 4000;
    int wrong = 0;
    for (int study = 0; study < studies; study++) {
      double[] adjusted = Holm.adjust(random.doubles(20).toArray());
      wrong += Arrays.stream(adjusted).anyMatch(p -> p <= 0.05) ? 1 : 0;
    }
    assertThat((double) wrong / studies).isBetween(0.04, 0.06);
  }
}
