package io.github.pyramidsd.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSoftmaxTest {

  @Test
  void probabilitiesAndEntropyAreThoseOfAKnownLaw() {
    float[] logits = {9, (float) Math.log(1), (float) Math.log(2), (float) Math.log(5), 9};
    LogSoftmax softmax = LogSoftmax.of(logits, 1, 3);
    assertThat(Math.exp(-softmax.surprise(logits[3]))).isCloseTo(0.625, within(1e-7));
    double entropy = -(0.125 * Math.log(0.125) + 0.25 * Math.log(0.25) + 0.625 * Math.log(0.625));
    assertThat(softmax.entropy()).isCloseTo(entropy, within(1e-7));
  }

  @Test
  void noProbabilityIsTooSmall() {
    float[] logits = {0, -2000};
    assertThat(LogSoftmax.of(logits, 0, 2).surprise(-2000)).isEqualTo(2000);
  }

  @Test
  void minusInfinityIsALogitOfProbabilityZero() {
    float[] logits = {1, Float.NEGATIVE_INFINITY, 1};
    LogSoftmax softmax = LogSoftmax.of(logits, 0, 3);
    assertThat(softmax.entropy()).isCloseTo(Math.log(2), within(1e-12));
    assertThat(softmax.surprise(logits[1])).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void logitsThatAreNoNumbersAreRefused(float bad) {
    assertThatThrownBy(() -> LogSoftmax.of(new float[] {0, bad, 1}, 0, 3))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("largest is " + bad);
  }
}
