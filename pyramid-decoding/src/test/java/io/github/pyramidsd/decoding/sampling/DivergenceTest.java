package io.github.pyramidsd.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DivergenceTest {

  private static final Distribution P = Distribution.of(0.5, 0.25, 0.25);
  private static final Distribution Q = Distribution.of(0.25, 0.25, 0.5);
  private static final Distribution LEFT = Distribution.of(1, 0, 0);
  private static final Distribution RIGHT = Distribution.of(0, 0.5, 0.5);

  private static double between(Divergence divergence, Distribution p, Distribution q) {
    return divergence.between(p, q, 0);
  }

  @Test
  void totalVariationIsHalfTheSumOfDifferences() {
    assertThat(between(Divergence.TOTAL_VARIATION, P, Q)).isCloseTo(0.25, within(1e-9));
    assertThat(between(Divergence.TOTAL_VARIATION, LEFT, RIGHT)).isEqualTo(1);
  }

  @Test
  void jensenShannonIsTheTextbooksToBaseTwo() {
    // m = (3/8, 1/4, 3/8): 1/2 log2(4/3) + 1/4 log2(2/3), and the same the other way round
    double expected =
        0.5 * Math.log(4.0 / 3) / Math.log(2) + 0.25 * Math.log(2.0 / 3) / Math.log(2);
    assertThat(between(Divergence.JENSEN_SHANNON, P, Q)).isCloseTo(expected, within(1e-9));
    assertThat(between(Divergence.JENSEN_SHANNON, LEFT, RIGHT)).isCloseTo(1, within(1e-9));
  }

  @Test
  void kullbackLeiblerIsInNatsAndInfiniteWhereOnlyTheProposerIsZero() {
    assertThat(between(Divergence.KULLBACK_LEIBLER, P, Q))
        .isCloseTo(0.25 * Math.log(2), within(1e-9)); // 1/2 ln 2 - 1/4 ln 2
    Distribution narrow = Distribution.of(0.5, 0.5, 0);
    assertThat(between(Divergence.KULLBACK_LEIBLER, P, narrow)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(between(Divergence.KULLBACK_LEIBLER, narrow, P))
        .isCloseTo(0.5 * Math.log(2), within(1e-9)); // 1/2 ln 1 + 1/2 ln 2
  }

  @Test
  void draftTokenLooksAtTheTokenAlone() {
    assertThat(Divergence.DRAFT_TOKEN.between(P, Q, 0)).isCloseTo(0.25, within(1e-9));
    assertThat(Divergence.DRAFT_TOKEN.between(P, Q, 1)).isZero();
    assertThat(Divergence.DRAFT_TOKEN.ignoresToken()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Divergence.class)
  void equalDistributionsAreNotApart(Divergence divergence) {
    for (int token = 0; token < 3; token++) {
      assertThat(divergence.between(P, P, token)).isZero();
    }
  }

  @Test
  void divergencesOfRandomDistributionsKeepTheirRangesAndInequalities() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 2000; i++) {
      Distribution p = random(random);
      Distribution q = random(random);
      double tv = between(Divergence.TOTAL_VARIATION, p, q);
      double js = between(Divergence.JENSEN_SHANNON, p, q);
      double kl = between(Divergence.KULLBACK_LEIBLER, p, q);
      assertThat(tv).isBetween(0.0, 1.0).isEqualTo(between(Divergence.TOTAL_VARIATION, q, p));
      assertThat(js).isBetween(0.0, tv + 1e-6); // Lin 1991
      assertThat(2 * tv * tv).isLessThanOrEqualTo(kl + 1e-6); // Pinsker
    }
  }

  private static Distribution random(SplittableRandom random) {
    double[] p = new double[6];
    Arrays.setAll(p, id -> random.nextInt(4) == 0 ? 0 : random.nextExponential());
    p[0] += 0.01;
    double sum = Arrays.stream(p).sum();
    return Distribution.of(Arrays.stream(p).map(value -> value / sum).toArray());
  }
}
