package io.github.pyramidsd.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignFlipTestTest {

  @Test
  void fewDifferencesAreCountedExactly() {
    // of 8 ways to sign 1, 2, 3 those with |sum| >= 6: all plus, all minus
    assertThat(SignFlipTest.pValue(new double[] {1, 2, 3})).isEqualTo(0.25);
    // |sum| >= 4: 1+2+3, -1+2+3 and their opposites
    assertThat(SignFlipTest.pValue(new double[] {-1, 2, 3})).isEqualTo(0.5);
    assertThat(SignFlipTest.pValue(new double[] {1, -1, 2, -2})).isEqualTo(1);
  }

  @Test
  void allOfOneSignIsAsRareAsItCanBe() {
    double[] ten = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    assertThat(SignFlipTest.pValue(ten)).isEqualTo(2.0 / 1024);
  }

  @Test
  void roundingDoesNotMakeEqualSumsDiffer() {
    double[] tenths = {0.1, 0.2, 0.3, -0.1, -0.2, -0.3, 0.7};
    double[] sevenths = Arrays.stream(tenths).map(x -> x * 10).map(Math::rint).toArray();
    assertThat(SignFlipTest.pValue(tenths)).isEqualTo(SignFlipTest.pValue(sevenths));
  }

  @Test
  void noDifferenceIsNoNews() {
    assertThat(SignFlipTest.pValue(new double[] {})).isEqualTo(1);
    assertThat(SignFlipTest.pValue(new double[] {0, 0, 0, Double.NaN})).isEqualTo(1);
    assertThat(SignFlipTest.pValue(new double[30])).isEqualTo(1);
  }

  /** 20 of 30 signs are plus: the binomial test says 0.0987. */
  @Test
  void drawnSignsAgreeWithTheBinomialTest() {
    double[] differences = new double[30];
    Arrays.fill(differences, 0, 20, 1);
    Arrays.fill(differences, 20, 30, -1);
    assertThat(SignFlipTest.pValue(differences)).isCloseTo(0.0987, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 30})
  void fivePerCentOfNullDifferencesSeemSignificant(int items) {
    Random random = new Random(5);
    int studies = 1000;
    int significant = 0;
    for (int study = 0; study < studies; study++) {
      double[] differences = new double[items];
      Arrays.setAll(differences, _ -> Math.pow(random.nextGaussian(), 3)); // heavy tails
      significant += SignFlipTest.pValue(differences) <= 0.05 ? 1 : 0;
    }
    assertThat((double) significant / studies).isBetween(0.03, 0.07);
  }

  @Test
  void realDifferencesAreFound() {
    Random random = new Random(6);
    double[] differences = new double[30];
    Arrays.setAll(differences, _ -> 1 + random.nextGaussian());
    assertThat(SignFlipTest.pValue(differences)).isLessThan(0.001);
  }
}
