package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Passes cost what the last ones took, and those never seen what their neighbours suggest. */
class PassCostsTest {

  private static double table(int position, int tokens) {
    return 1 + 0.5 * tokens + 1e-3 * position;
  }

  private static PassCosts costs() {
    return new PassCosts(PassCostsTest::table);
  }

  private static void observe(PassCosts costs, int times, int tokens, double factor) {
    for (int i = 0; i < times; i++) {
      costs.observe(0, tokens, factor * table(0, tokens), 1);
    }
  }

  private static double factor(PassCosts costs, int tokens) {
    return costs.seconds(0, tokens, 1) / table(0, tokens);
  }

  @Test
  void tableIsBelievedUntilSomethingIsMeasured() {
    for (int tokens = 1; tokens <= PassCosts.MOST_TOKENS; tokens++) {
      assertThat(costs().seconds(300, tokens, 1)).isCloseTo(table(300, tokens), within(1e-9));
      assertThat(costs().seconds(300, tokens, 3)).isCloseTo(3 * table(300, tokens), within(1e-9));
    }
  }

  @Test
  void promptsCostByTheToken() {
    double most = costs().seconds(0, PassCosts.MOST_TOKENS, 1);
    assertThat(costs().seconds(0, 10 * PassCosts.MOST_TOKENS, 1))
        .isBetween(10 * most, 10 * most * 1.02); // their later positions cost a little more
  }

  @Test
  void firstPassIsForgottenWithTheSecond() {
    PassCosts costs = costs();
    observe(costs, 1, 3, 40);
    observe(costs, 1, 3, 1.5);
    assertThat(factor(costs, 3)).isCloseTo(1.5, within(1e-9));
  }

  @Test
  void pausesDoNotSway() {
    PassCosts costs = costs();
    observe(costs, 12, 3, 1.5);
    observe(costs, 3, 3, 1000);
    assertThat(factor(costs, 3)).isCloseTo(1.5, within(1e-9));
  }

  @Test
  void factorFollowsALastingChange() {
    PassCosts costs = costs();
    observe(costs, 50, 3, 1.5);
    observe(costs, 6, 3, 0.7);
    assertThat(factor(costs, 3)).isCloseTo(0.7, within(1e-9));
  }

  @Test
  void measurementsHoldAtOtherPositions() {
    PassCosts costs = costs();
    for (int i = 0; i < 5; i++) {
      costs.observe(1000, 2, 3 * table(1000, 2), 1.5);
    }
    assertThat(costs.seconds(200, 2, 1)).isCloseTo(2 * table(200, 2), within(1e-9));
  }

  @Test
  void neighboursAreBelievedAndFarOnesFade() {
    PassCosts costs = costs();
    observe(costs, 5, 4, 2);
    double last = factor(costs, 4);
    assertThat(last).isCloseTo(2, within(1e-9));
    for (int tokens = 5; tokens <= PassCosts.MOST_TOKENS; tokens++) {
      assertThat(factor(costs, tokens)).isBetween(1 - 1e-9, last + 1e-9);
      last = factor(costs, tokens);
    }
    assertThat(factor(costs, 5)).isGreaterThan(1.8);
    assertThat(factor(costs, 33)).isLessThan(1.05);
  }

  @Test
  void sizesBetweenTwoMeasuredOnesLieBetweenThem() {
    PassCosts costs = costs();
    observe(costs, 5, 2, 2);
    observe(costs, 5, 6, 1.2);
    for (int tokens = 3; tokens <= 5; tokens++) {
      assertThat(factor(costs, tokens)).isBetween(1.2, 2.0);
    }
    assertThat(factor(costs, 3)).isGreaterThan(factor(costs, 5));
  }

  @Test
  void sizesThatCostAlikeAreMeasuredTogether() {
    PassCosts costs = new PassCosts((_, tokens) -> tokens == 1 ? 1 : 1 + (tokens + 3) / 4);
    for (int i = 0; i < 5; i++) {
      costs.observe(0, 6, 2 * 3, 1);
    }
    for (int tokens = 5; tokens <= 8; tokens++) {
      assertThat(costs.seconds(0, tokens, 1)).isCloseTo(6, within(1e-9));
    }
    assertThat(costs.seconds(0, 4, 1)).isLessThan(2 * 2);
    assertThat(costs.seconds(0, 9, 1)).isLessThan(2 * 4);
  }

  @Test
  void hopeIsForSizesThatWereNeverSeen() {
    PassCosts costs = costs();
    observe(costs, 5, 4, 1);
    double[] sober = new double[19];
    double[] hoping = new double[19];
    costs.fill(sober, 0, 1, false);
    costs.fill(hoping, 0, 1, true);
    assertThat(hoping[4]).isEqualTo(sober[4]);
    for (int tokens = 1; tokens < sober.length; tokens++) {
      assertThat(sober[tokens]).isCloseTo(costs.seconds(0, tokens, 1), within(1e-12));
      assertThat(hoping[tokens]).isBetween(0.85 * sober[tokens] - 1e-12, sober[tokens]);
    }
    assertThat(hoping[5]).isGreaterThan(0.95 * sober[5]);
    assertThat(hoping[18]).isLessThan(0.91 * sober[18]);
  }

  @Test
  void whatWasMeasuredIsLoadedAgain() {
    PassCosts costs = costs();
    observe(costs, 20, 1, 2);
    observe(costs, 20, 5, 3);
    observe(costs, 3, 7, 9); // too seldom to be kept
    List<CostProfile.Pass> passes = costs.measured(1.5);
    assertThat(passes).extracting(CostProfile.Pass::tokens).containsExactly(1, 5);
    PassCosts loaded = costs();
    loaded.load(passes);
    assertThat(factor(loaded, 1)).isCloseTo(3, within(1e-9));
    assertThat(factor(loaded, 3)).isCloseTo(3.75, within(1e-9)); // half-way
    assertThat(factor(loaded, 5)).isCloseTo(4.5, within(1e-9));
    assertThat(factor(loaded, 30)).isCloseTo(4.5, within(1e-9));
    assertThat(loaded.seconds(500, 5, 1)).isCloseTo(4.5 * table(500, 5), within(1e-9));
    assertThat(loaded.measured(1)).isEqualTo(passes); // they are not forgotten
  }

  @Test
  void nonsenseIsNotLoaded() {
    PassCosts costs = costs();
    costs.load(
        List.of(
            new CostProfile.Pass(0, 1),
            new CostProfile.Pass(-3, 1),
            new CostProfile.Pass(PassCosts.MOST_TOKENS + 1, 1),
            new CostProfile.Pass(2, 0),
            new CostProfile.Pass(2, -1),
            new CostProfile.Pass(2, Double.NaN)));
    for (int tokens = 1; tokens <= PassCosts.MOST_TOKENS; tokens++) {
      assertThat(factor(costs, tokens)).isEqualTo(1);
    }
  }
}
