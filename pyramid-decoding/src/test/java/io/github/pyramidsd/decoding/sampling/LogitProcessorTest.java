package io.github.pyramidsd.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogitProcessorTest {

  /** Logits of the probabilities 0.1, 0.4, 0.2 and 0.3. */
  private static float[] logits() {
    return new float[] {
      (float) Math.log(0.1), (float) Math.log(0.4), (float) Math.log(0.2), (float) Math.log(0.3)
    };
  }

  private static SamplingOptions options(double temperature, int topK, double topP, double minP) {
    return Samplings.of(temperature, topK, topP, minP, 1, 0);
  }

  private static Prediction predict(SamplingOptions options, float[] logits, int... history) {
    Prediction prediction = new Prediction(logits.length);
    new LogitProcessor(options, logits.length)
        .process(logits, 0, logits.length, history, history.length, null, prediction);
    return prediction;
  }

  private static void assertSampling(SamplingOptions options, double... expected) {
    assertProbabilities(predict(options, logits()).sampling(), expected);
  }

  private static void assertProbabilities(Distribution actual, double... expected) {
    assertThat(actual.size()).isEqualTo(expected.length);
    for (int id = 0; id < expected.length; id++) {
      assertThat((double) actual.probability(id)).isCloseTo(expected[id], within(1e-6));
    }
  }

  @Test
  void temperatureDividesTheLogits() {
    assertSampling(options(1, 0, 1, 0), 0.1, 0.4, 0.2, 0.3);
    // squares: 1, 16, 4, 9 of 30
    assertSampling(options(0.5, 0, 1, 0), 1 / 30.0, 16 / 30.0, 4 / 30.0, 9 / 30.0);
    double sum = Math.sqrt(0.1) + Math.sqrt(0.4) + Math.sqrt(0.2) + Math.sqrt(0.3);
    assertSampling(
        options(2, 0, 1, 0),
        Math.sqrt(0.1) / sum,
        Math.sqrt(0.4) / sum,
        Math.sqrt(0.2) / sum,
        Math.sqrt(0.3) / sum);
  }

  @Test
  void temperatureNextToZeroIsNextToGreedy() {
    for (double temperature : new double[] {1e-5, 1e-40, 1e-300, Double.MIN_VALUE}) {
      assertSampling(options(temperature, 0, 1, 0), 0, 1, 0, 0);
    }
  }

  @Test
  void topKKeepsTheMostLikely() {
    assertSampling(options(1, 1, 1, 0), 0, 1, 0, 0);
    assertSampling(options(1, 2, 1, 0), 0, 4 / 7.0, 0, 3 / 7.0);
    assertSampling(options(1, 4, 1, 0), 0.1, 0.4, 0.2, 0.3);
    assertSampling(options(1, 99, 1, 0), 0.1, 0.4, 0.2, 0.3);
  }

  @Test
  void topPKeepsTheFewestThatReachTheShare() {
    assertSampling(options(1, 0, 0.01, 0), 0, 1, 0, 0);
    assertSampling(options(1, 0, 0.39, 0), 0, 1, 0, 0);
    assertSampling(options(1, 0, 0.41, 0), 0, 4 / 7.0, 0, 3 / 7.0);
    assertSampling(options(1, 0, 0.69, 0), 0, 4 / 7.0, 0, 3 / 7.0);
    assertSampling(options(1, 0, 0.71, 0), 0, 4 / 9.0, 2 / 9.0, 3 / 9.0);
    assertSampling(options(1, 0, 0.91, 0), 0.1, 0.4, 0.2, 0.3);
  }

  @Test
  void topPIsAShareOfWhatTopKLeft() {
    // of 0.4 and 0.3 the first has 0.571
    assertSampling(options(1, 2, 0.56, 0), 0, 1, 0, 0);
    assertSampling(options(1, 2, 0.58, 0), 0, 4 / 7.0, 0, 3 / 7.0);
  }

  @Test
  void minPIsRelativeToTheMostLikely() {
    assertSampling(options(1, 0, 1, 0.24), 0.1, 0.4, 0.2, 0.3);
    assertSampling(options(1, 0, 1, 0.26), 0, 4 / 9.0, 2 / 9.0, 3 / 9.0);
    assertSampling(options(1, 0, 1, 0.76), 0, 1, 0, 0);
    assertSampling(options(1, 0, 1, 1), 0, 1, 0, 0);
  }

  @Test
  void tiesGoToTheLowestId() {
    SamplingOptions two = options(1, 2, 1, 0);
    assertProbabilities(predict(two, new float[] {1, 1, 1, 1}).sampling(), 0.5, 0.5, 0, 0);
    assertProbabilities(predict(two, new float[] {0, 1, 1, 1}).sampling(), 0, 0.5, 0.5, 0);
    SamplingOptions half = options(1, 0, 0.45, 0);
    assertProbabilities(predict(half, new float[] {1, 1, 1, 1}).sampling(), 0.5, 0.5, 0, 0);
    assertThat(predict(SamplingOptions.GREEDY, new float[] {0, 1, 1}).sampling().toArray())
        .containsExactly(0, 1, 0);
  }

  @Test
  void greedyIsCertainAndKeepsTheUntemperedSoftmax() {
    Prediction prediction = predict(SamplingOptions.GREEDY, logits());
    assertProbabilities(prediction.sampling(), 0, 1, 0, 0);
    assertProbabilities(prediction.untempered(), 0.1, 0.4, 0.2, 0.3);
  }

  @Test
  void penaltyCountsEachRecentTokenOnce() {
    SamplingOptions options = Samplings.of(1, 0, 1, 0, 2, 3);
    float[] logits = {2, -1, 3, 0};
    predict(options, logits, 2, 0, 1, 0); // token 2 is no longer recent
    assertThat(logits).containsExactly(1, -2, 3, 0);
    float[] all = {2, -1, 3, 0};
    predict(Samplings.of(1, 0, 1, 0, 2, 64), all, 2, 0, 1, 0, 3);
    assertThat(all).containsExactly(1, -2, 1.5f, 0);
    float[] none = {2, -1, 3, 0};
    predict(Samplings.of(1, 0, 1, 0, 2, 0), none, 2, 0, 1, 0);
    assertThat(none).containsExactly(2, -1, 3, 0);
  }

  @Test
  void penaltyComesBeforeEverythingElse() {
    SamplingOptions greedy = Samplings.of(0, 0, 1, 0, 2, 8);
    Prediction prediction = predict(greedy, new float[] {2, 1.5f}, 0, 7);
    assertThat(prediction.sampling().mostLikely()).isEqualTo(1);
  }

  @Test
  void rowsAreReadAtTheirOffsetAndPaddedWithZero() {
    Prediction prediction = new Prediction(5);
    float[] rows = {9, 9, 9, 0, (float) Math.log(3), 0, 9};
    new LogitProcessor(options(1, 0, 1, 0), 5).process(rows, 3, 3, new int[0], 0, null, prediction);
    assertProbabilities(prediction.sampling(), 0.2, 0.6, 0.2, 0, 0);
    new LogitProcessor(options(1, 2, 1, 0), 5).process(rows, 3, 3, new int[0], 0, null, prediction);
    assertProbabilities(prediction.sampling(), 0.25, 0.75, 0, 0, 0);
  }

  @Test
  void entropyIsThatBeforeTemperatureAndTruncation() {
    double expected = Distribution.of(0.1, 0.4, 0.2, 0.3).entropy();
    for (SamplingOptions options :
        new SamplingOptions[] {
          options(0, 0, 1, 0), options(0.3, 0, 1, 0), options(1, 1, 1, 0), options(3, 0, 0.5, 0)
        }) {
      assertThat(predict(options, logits()).entropy()).isCloseTo(expected, within(1e-6));
    }
    float[] certain = {0, Float.NEGATIVE_INFINITY, -1000};
    assertThat(predict(options(1, 0, 1, 0), certain).entropy()).isCloseTo(0, within(1e-30));
    float[] even = new float[1000];
    assertThat(predict(options(0.5, 0, 1, 0), even).entropy())
        .isCloseTo(Math.log(1000), within(1e-6));
  }

  @Test
  void logitsThatAreNotFiniteAreReported() {
    SamplingOptions warm = options(1, 0, 1, 0);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> predict(warm, new float[] {0, bad}))
          .withMessageContaining("not finite");
    }
    float none = Float.NEGATIVE_INFINITY;
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> predict(warm, new float[] {none, none}));
    assertProbabilities(predict(warm, new float[] {none, 3}).sampling(), 0, 1);
  }

  @Test
  void optionsOutOfRangeAreRefusedByNameAndValue() {
    assertRefused("temperature is -0.1", -0.1, 0, 1, 0, 1, 0);
    assertRefused("temperature is 101.0", 101, 0, 1, 0, 1, 0);
    assertRefused("temperature is NaN", Double.NaN, 0, 1, 0, 1, 0);
    assertRefused("top-k is -1", 1, -1, 1, 0, 1, 0);
    assertRefused("top-p is 0.0", 1, 0, 0, 0, 1, 0);
    assertRefused("top-p is 1.1", 1, 0, 1.1, 0, 1, 0);
    assertRefused("min-p is -0.1", 1, 0, 1, -0.1, 1, 0);
    assertRefused("min-p is 1.1", 1, 0, 1, 1.1, 1, 0);
    assertRefused("repeat-penalty is 0.0", 1, 0, 1, 0, 0, 0);
    assertRefused("repeat-window is -1", 1, 0, 1, 0, 1, -1);
  }

  private static void assertRefused(
      String message, double t, int topK, double topP, double minP, double penalty, int window) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Samplings.of(t, topK, topP, minP, penalty, window))
        .withMessageContaining(message)
        .withMessageContaining("expected");
  }
}
