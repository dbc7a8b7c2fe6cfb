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

  private static final Moment NOW = Moment.START;

  /** That many tokens of 20 ms later. */
  private static Moment after(long tokens) {
    return new Moment(tokens, 0.02 * tokens);
  }

  private static PassCosts costs() {
    return new PassCosts(PassCostsTest::table);
  }

  private static void observe(PassCosts costs, int times, int tokens, double factor) {
    for (int i = 0; i < times; i++) {
      costs.observe(0, tokens, factor * table(0, tokens), 1, NOW);
    }
  }

  private static double factor(PassCosts costs, int tokens) {
    return costs.seconds(0, tokens, 1, NOW) / table(0, tokens);
  }

  @Test
  void tableIsBelievedUntilSomethingIsMeasured() {
    for (int tokens = 1; tokens <= PassCosts.MOST_TOKENS; tokens++) {
      assertThat(costs().seconds(300, tokens, 1, NOW)).isCloseTo(table(300, tokens), within(1e-9));
      assertThat(costs().seconds(300, tokens, 3, NOW))
          .isCloseTo(3 * table(300, tokens), within(1e-9));
    }
  }

  @Test
  void promptsCostByTheToken() {
    double most = costs().seconds(0, PassCosts.MOST_TOKENS, 1, NOW);
    assertThat(costs().seconds(0, 10 * PassCosts.MOST_TOKENS, 1, NOW))
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
      costs.observe(1000, 2, 2 * table(1000, 2), 1, NOW);
    }
    assertThat(costs.seconds(200, 2, 1, NOW)).isCloseTo(2 * table(200, 2), within(1e-9));
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
    assertThat(factor(costs, 33)).isLessThan(1.1);
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
      costs.observe(0, 6, 2 * 3, 1, NOW);
    }
    for (int tokens = 5; tokens <= 8; tokens++) {
      assertThat(costs.seconds(0, tokens, 1, NOW)).isCloseTo(6, within(1e-9));
    }
    assertThat(costs.seconds(0, 4, 1, NOW)).isLessThan(2 * 2);
    assertThat(costs.seconds(0, 9, 1, NOW)).isLessThan(2 * 4);
  }

  @Test
  void hopeIsForSizesThatWereNeverSeen() {
    PassCosts costs = costs();
    observe(costs, 5, 4, 1);
    double[] sober = new double[19];
    double[] hoping = new double[19];
    costs.fill(sober, 0, false, 1, NOW);
    costs.fill(hoping, 0, true, 1, NOW);
    assertThat(hoping[4]).isEqualTo(sober[4]);
    for (int tokens = 1; tokens < sober.length; tokens++) {
      assertThat(sober[tokens]).isCloseTo(costs.seconds(0, tokens, 1, NOW), within(1e-12));
      if (tokens != 4) {
        assertThat(hoping[tokens]).isBetween(0.85 * sober[tokens], 0.95 * sober[tokens]);
      }
    }
  }

  @Test
  void whatWasMeasuredIsLoadedAgain() {
    PassCosts costs = costs();
    observe(costs, 20, 1, 2);
    observe(costs, 20, 5, 3);
    observe(costs, 3, 7, 9); // too seldom to be kept
    List<CostProfile.Pass> passes = costs.measured();
    assertThat(passes).extracting(CostProfile.Pass::tokens).containsExactly(1, 5);
    PassCosts loaded = costs();
    loaded.load(passes);
    assertThat(factor(loaded, 1)).isCloseTo(2, within(1e-9));
    assertThat(factor(loaded, 3)).isCloseTo(2.5, within(1e-9)); // half-way
    assertThat(factor(loaded, 5)).isCloseTo(3, within(1e-9));
    assertThat(factor(loaded, 30)).isCloseTo(3, within(1e-9));
    assertThat(loaded.seconds(500, 5, 1, NOW)).isCloseTo(3 * table(500, 5), within(1e-9));
    assertThat(loaded.measured()).isEqualTo(passes); // they are not forgotten
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

  @Test
  void whatWasMeasuredLongAgoGivesWayToWhatRecentMeasurementsSuggest() {
    PassCosts costs = costs();
    observe(costs, 7, 1, 10); // nothing is compiled yet
    observe(costs, 7, 4, 12);
    for (int tokens = 0; tokens <= 2000; tokens++) {
      costs.observe(0, 1, 2 * table(0, 1), 1, after(tokens));
    }
    double soon = costs.seconds(0, 4, 1, after(20)) / table(0, 4);
    double late = costs.seconds(0, 4, 2, after(2000)) / table(0, 4);
    assertThat(soon).isGreaterThan(8);
    assertThat(late).isCloseTo(2, within(0.1));
  }

  @Test
  void whatIsKnownWellIsBelievedLonger() {
    PassCosts little = costs();
    PassCosts well = costs();
    observe(little, 7, 4, 3);
    observe(well, 1000, 4, 3);
    assertThat(well.seconds(0, 4, 1, after(1000)) / table(0, 4)).isGreaterThan(1.8);
    assertThat(little.seconds(0, 4, 1, after(1000)) / table(0, 4)).isLessThan(1.3);
  }

  @Test
  void whatWasMeasuredLongAgoIsReplacedWhenItIsMeasuredAgain() {
    PassCosts costs = costs();
    observe(costs, 7, 3, 1.5);
    costs.observe(0, 3, 0.9 * table(0, 3), 1, after(10_000));
    assertThat(costs.seconds(0, 3, 1, after(10_000))).isCloseTo(0.9 * table(0, 3), within(1e-9));
  }

  @Test
  void whereNothingIsKnownThePaceOfTheMachineCounts() {
    PassCosts costs = costs();
    assertThat(costs.seconds(0, 3, 4, NOW)).isCloseTo(4 * table(0, 3), within(1e-9));
    observe(costs, 5, 3, 1.5);
    assertThat(costs.pace(NOW)).isCloseTo(1.5, within(1e-9));
    assertThat(costs.seconds(0, 3, 4, NOW)).isCloseTo(1.5 * table(0, 3), within(1e-9));
  }

  @Test
  void aCostThatNobodyThoughtOfIsASurprise() {
    PassCosts costs = costs();
    assertThat(costs.observe(0, 3, 1.5 * table(0, 3), 1, NOW)).as("first").isFalse();
    assertThat(costs.observe(0, 3, 1.5 * table(0, 3), 1, NOW)).as("as before").isFalse();
    costs = costs();
    costs.observe(0, 3, 40 * table(0, 3), 1, NOW);
    assertThat(costs.observe(0, 3, 1.5 * table(0, 3), 1, NOW)).as("measured").isTrue();
    assertThat(costs.observe(0, 3, 1.55 * table(0, 3), 1, NOW)).as("nearly the same").isFalse();
  }
}
