package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Passes cost what was measured, as fast as the machine is now, and what others of them suggest.
 */
class PassCostsTest {

  private static final double PASS = 0.02; // seconds of the passes that time is counted by

  private double time;
  private final Pace pace = new Pace();
  private final PassCosts costs = new PassCosts(PassCostsTest::table, pace);

  private static double table(int position, int tokens) {
    return 1 + 0.5 * tokens + 1e-3 * position;
  }

  private Moment now() {
    return new Moment((long) (time / PASS), time);
  }

  private boolean observe(int tokens, double factor) {
    time += PASS;
    return costs.observe(0, tokens, factor * table(0, tokens), now());
  }

  private void observe(int times, int tokens, double factor) {
    for (int i = 0; i < times; i++) {
      observe(tokens, factor);
    }
  }

  private double factor(int tokens) {
    return costs.seconds(0, tokens, now()) / table(0, tokens);
  }

  private double hoped(int tokens) {
    double[] seconds = new double[PassCosts.MOST_TOKENS + 1];
    costs.fill(seconds, 0, true, now());
    return seconds[tokens] / table(0, tokens);
  }

  @Test
  void tableIsBelievedUntilSomethingIsMeasured() {
    PassCosts three = new PassCosts(PassCostsTest::table, pace, _ -> Math.log(3));
    for (int tokens = 1; tokens <= PassCosts.MOST_TOKENS; tokens++) {
      assertThat(costs.seconds(300, tokens, now())).isCloseTo(table(300, tokens), within(1e-9));
      assertThat(three.seconds(300, tokens, now())).isCloseTo(3 * table(300, tokens), within(1e-9));
    }
  }

  @Test
  void promptsCostByTheToken() {
    double most = costs.seconds(0, PassCosts.MOST_TOKENS, now());
    assertThat(costs.seconds(0, 10 * PassCosts.MOST_TOKENS, now()))
        .isBetween(10 * most, 10 * most * 1.02); // their later positions cost a little more
  }

  @Test
  void firstPassIsSoonForgotten() {
    observe(1, 3, 40);
    assertThat(factor(3)).isLessThan(3);
    observe(7, 3, 1.5);
    assertThat(factor(3)).isCloseTo(1.5, within(0.15));
  }

  @Test
  void codeThatIsBeingCompiledIsFollowed() {
    double factor = 10;
    for (int i = 0; i < 100; i++) {
      observe(1, factor);
      factor = 1 + 0.95 * (factor - 1);
    }
    assertThat(factor(1)).isCloseTo(1.06, within(0.05));
  }

  @Test
  void pausesDoNotSway() {
    observe(100, 3, 1.5);
    observe(1, 3, 1000);
    assertThat(factor(3)).isCloseTo(1.5, within(0.15));
    observe(10, 3, 1.5);
    assertThat(factor(3)).isCloseTo(1.5, within(0.05));
  }

  @Test
  void lastingChangesAreFollowed() {
    observe(100, 3, 1.5);
    observe(50, 3, 0.7);
    assertThat(factor(3)).isCloseTo(0.7, within(0.05));
  }

  @Test
  void measurementsHoldAtOtherPositions() {
    for (int i = 0; i < 200; i++) {
      time += PASS;
      costs.observe(1000, 2, 2 * table(1000, 2), now());
    }
    assertThat(costs.seconds(200, 2, now())).isCloseTo(2 * table(200, 2), within(0.1));
  }

  @Test
  void neighboursAreBelievedAndFarOnesLess() {
    observe(100, 4, 2);
    double last = factor(4);
    assertThat(last).isCloseTo(2, within(0.05));
    for (int tokens = 5; tokens <= PassCosts.MOST_TOKENS; tokens++) {
      assertThat(factor(tokens)).isBetween(1.0, last + 1e-9);
      last = factor(tokens);
    }
    assertThat(factor(5)).isGreaterThan(1.8);
    assertThat(factor(33)).isLessThan(1.7);
  }

  @Test
  void sizesBetweenTwoMeasuredOnesLieBetweenThem() {
    observe(50, 2, 2);
    observe(50, 6, 1.2);
    for (int tokens = 3; tokens <= 5; tokens++) {
      assertThat(factor(tokens)).isBetween(1.2, 2.0);
    }
    assertThat(factor(3)).isGreaterThan(factor(5));
  }

  @Test
  void sizesThatCostAlikeAreMeasuredTogether() {
    PassCosts alike = new PassCosts((_, tokens) -> tokens == 1 ? 1 : 1 + (tokens + 3) / 4, pace);
    for (int i = 0; i < 200; i++) {
      time += PASS;
      alike.observe(0, 6, 2 * 3, now());
    }
    for (int tokens = 5; tokens <= 8; tokens++) {
      assertThat(alike.seconds(0, tokens, now())).isCloseTo(6, within(0.1));
    }
    assertThat(alike.seconds(0, 4, now())).isLessThan(2 * 2);
    assertThat(alike.seconds(0, 9, now())).isLessThan(2 * 4);
  }

  @Test
  void slowerMachineIsSlowerForAllSizes() {
    for (int i = 0; i < 300; i++) {
      observe(1, 1);
      observe(4, 2);
    }
    observe(100, 1, 1.5);
    assertThat(factor(1)).isCloseTo(1.5, within(0.05));
    assertThat(factor(4)).isCloseTo(3, within(0.25));
  }

  /** One size is always used, another a little every two seconds, on a machine as it really is. */
  @Test
  void ratiosAreKnownThoughTheMachineWanders() {
    for (long seed = 1; seed <= 10; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      PassCosts measured = new PassCosts(PassCostsTest::table, new Pace());
      double speed = 0; // a logarithm
      double worst = 0;
      double sum = 0;
      int checks = 0;
      for (int i = 0; i < 6000; i++) {
        time += PASS;
        speed += 0.1 * Math.sqrt(PASS) * random.nextGaussian();
        int tokens = i % 100 < 8 ? 4 : 8;
        double pause = random.nextInt(100) == 0 ? 5 : 1;
        double seconds =
            (tokens == 4 ? 1.5 : 1)
                * pause
                * Math.exp(speed + 0.1 * random.nextGaussian())
                * table(0, tokens);
        measured.observe(0, tokens, seconds, now());
        if (i > 1000) {
          double ratio =
              measured.seconds(0, 4, now())
                  / measured.seconds(0, 8, now())
                  / (1.5 * table(0, 4) / table(0, 8));
          worst = Math.max(worst, Math.abs(Math.log(ratio)));
          sum += Math.abs(Math.log(ratio));
          checks++;
        }
      }
      assertThat(worst).as("seed " + seed).isLessThan(0.15);
      assertThat(sum / checks).as("seed " + seed).isLessThan(0.05);
    }
  }

  @Test
  void hopeIsForSizesOfWhichLittleIsKnown() {
    observe(500, 4, 1);
    assertThat(hoped(4)).isCloseTo(factor(4), within(0.01));
    assertThat(hoped(1)).isLessThan(0.9 * factor(1));
    assertThat(hoped(16)).isLessThan(0.9 * factor(16));
  }

  @Test
  void whatWasMeasuredColdAndLongAgoIsHopedForAgain() {
    observe(6, 4, 12); // nothing is compiled yet
    double soon = hoped(4) / factor(4);
    observe(1200, 1, 2);
    double late = hoped(4) / factor(4);
    assertThat(soon).isGreaterThan(0.87);
    assertThat(late).isLessThan(0.85);
    assertThat(factor(4)).isLessThan(7); // it gives way to what is known of the other
    observe(8, 4, 2);
    assertThat(factor(4)).isCloseTo(2, within(0.3));
  }

  @Test
  void whatIsKnownWellIsBelievedLonger() {
    observe(2000, 4, 3);
    observe(600, 1, 1);
    assertThat(factor(4)).isCloseTo(3, within(0.3));
    assertThat(hoped(4)).isGreaterThan(0.85 * factor(4));
  }

  @Test
  void whatWasDearForAWhileIsThoughtAsCheapAsEverAfterAWhile() {
    for (int i = 0; i < 600; i++) {
      observe(1, 1);
      observe(4, 1);
    }
    for (int i = 0; i < 40; i++) {
      observe(1, 1);
      observe(4, 1.4);
    }
    assertThat(factor(4)).isBetween(1.2, 1.3); // half of it is expected to last
    observe(600, 1, 1);
    assertThat(factor(4)).isLessThan(1.12);
  }

  @Test
  void moreTokensNeverCostLess() {
    observe(50, 2, 3);
    observe(50, 4, 0.5);
    double[] seconds = new double[19];
    costs.fill(seconds, 0, true, now());
    assertThat(seconds).isSorted();
  }

  @Test
  void whatWasMeasuredIsLoadedAgain() {
    observe(100, 1, 2);
    observe(100, 5, 3);
    observe(3, 7, 9); // too seldom to be kept
    List<CostProfile.Pass> passes = costs.measured();
    assertThat(passes).extracting(CostProfile.Pass::tokens).containsExactly(1, 5);
    PassCosts loaded = new PassCosts(PassCostsTest::table, new Pace());
    loaded.load(passes);
    double one = passes.getFirst().seconds() / table(0, 1);
    double five = passes.getLast().seconds() / table(0, 5);
    assertThat(one).isCloseTo(2, within(0.3));
    assertThat(five).isCloseTo(3, within(0.3));
    Moment start = Moment.START;
    assertThat(loaded.seconds(0, 1, start)).isCloseTo(one * table(0, 1), within(1e-9));
    assertThat(loaded.seconds(0, 3, start))
        .isCloseTo((one + five) / 2 * table(0, 3), within(1e-9)); // half-way
    assertThat(loaded.seconds(0, 30, start)).isCloseTo(five * table(0, 30), within(1e-9));
    assertThat(loaded.seconds(500, 5, start)).isCloseTo(five * table(500, 5), within(1e-9));
    assertThat(loaded.measured()).isEqualTo(passes); // they are not forgotten
  }

  @Test
  void littleIsHopedForBeyondWhatAnEarlierRunMeasured() {
    PassCosts earlier = new PassCosts(PassCostsTest::table, new Pace());
    for (int i = 0; i < 100; i++) {
      earlier.observe(0, 4, 2 * table(0, 4), Moment.START);
      earlier.observe(0, 16, 3 * table(0, 16), Moment.START);
    }
    costs.load(earlier.measured());
    assertThat(hoped(4) / factor(4)).isBetween(0.9, 0.96);
    assertThat(hoped(16) / factor(16)).isBetween(0.9, 0.96);
    assertThat(hoped(8) / factor(8)).as("not measured").isLessThan(0.8);
    observe(200, 4, 2);
    assertThat(factor(16)).as("the other says little of it").isCloseTo(3, within(0.3));
    observe(50, 16, 1.5); // on a machine that has changed
    assertThat(factor(16)).isCloseTo(1.5, within(0.15));
  }

  @Test
  void passesOverOneTokenTellLessOfThoseOverSeveral() {
    observe(200, 4, 1);
    double fromSeveral = 1 - hoped(8) / factor(8);
    double fromOne = 1 - hoped(1) / factor(1);
    assertThat(fromSeveral).isBetween(0.05, 0.15);
    assertThat(fromOne).isGreaterThan(1.5 * fromSeveral);
  }

  @Test
  void nonsenseIsNotLoaded() {
    costs.load(
        List.of(
            new CostProfile.Pass(0, 1),
            new CostProfile.Pass(-3, 1),
            new CostProfile.Pass(PassCosts.MOST_TOKENS + 1, 1),
            new CostProfile.Pass(2, 0),
            new CostProfile.Pass(2, -1),
            new CostProfile.Pass(2, Double.NaN)));
    for (int tokens = 1; tokens <= PassCosts.MOST_TOKENS; tokens++) {
      assertThat(factor(tokens)).isEqualTo(1);
    }
  }

  @Test
  void aCostThatNobodyThoughtOfIsASurprise() {
    observe(300, 3, 1);
    assertThat(observe(3, 1.3)).as("noise").isFalse();
    boolean surprised = false;
    for (int i = 0; i < 20; i++) {
      surprised |= observe(6, 1.8);
    }
    assertThat(surprised).as("a size never seen costs more").isTrue();
    observe(300, 6, 1.8);
    assertThat(observe(6, 1.8)).as("as before").isFalse();
  }
}
