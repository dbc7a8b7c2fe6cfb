package io.github.pyramidsd.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.evaluation.report.ParetoFront.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {

  @Test
  void frontIsWhatNothingBeatsInBoth() {
    assertThat(
            ParetoFront.of(
                List.of(
                    new Point("best", 1, 9),
                    new Point("beaten by best and fair", 1, 8),
                    new Point("fair", 3, 8),
                    new Point("fast", 5, 2),
                    new Point("beaten by fast", 4, 1),
                    new Point("unknown", 9, Double.NaN))))
        .containsExactly("best", "fair", "fast");
  }

  @Test
  void ofEqualsOneIsTaken() {
    assertThat(ParetoFront.of(List.of(new Point("a", 1, 1), new Point("b", 1, 1)))).hasSize(1);
    assertThat(ParetoFront.of(List.of())).isEmpty();
  }
}
