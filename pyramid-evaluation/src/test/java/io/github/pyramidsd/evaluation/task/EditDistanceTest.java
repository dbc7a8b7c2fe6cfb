package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {

  @ParameterizedTest
  @CsvSource({
    "kitten, sitting, 3",
    "sunday, saturday, 3",
    "'', abc, 3",
    "abc, '', 3",
    "abc, abc, 0",
    "abc, bcd, 2",
    "'', '', 0"
  })
  void distancesAreThoseOfTheTextbook(String a, String b, int edits) {
    assertThat(EditDistance.of(a, b)).isEqualTo(edits);
    assertThat(EditDistance.of(b, a)).isEqualTo(edits);
  }

  @Test
  void similarityIsTheShareThatStays() {
    assertThat(EditDistance.similarity("kitten", "sitting")).isCloseTo(4 / 7.0, within(1e-12));
    assertThat(EditDistance.similarity("", "")).isEqualTo(1);
    assertThat(EditDistance.similarity("ab", "cd")).isZero();
  }
}
