package io.github.pyramidsd.decoding.plan;

import static io.github.pyramidsd.decoding.plan.KnownLevels.affine;
import static io.github.pyramidsd.decoding.plan.KnownLevels.agree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The plan is what costs and agreements say. */
class PlanSearchTest {

  private static final int PLENTY = 1_000_000; // of room
  private static final int PLAIN = 0b100; // of three levels
  private static final int DRAFT = 0b101;
  private static final int QUALIFIER = 0b110;
  private static final int PYRAMID = 0b111;

  private static PlanSearch search(Estimates estimates, int room, double budget, int preferred) {
    return new PlanSearch(
        estimates,
        new PlanSearch.Question(0, room, budget, false, 0, preferred, Moment.START),
        new double[estimates.levels()]);
  }

  private static Plan best(Estimates estimates) {
    return search(estimates, PLENTY, 0, 0).best();
  }

  /** Two levels, the draft costing a share of the target. */
  private static Estimates two(double cost, double acceptance) {
    Estimates estimates = KnownLevels.of(affine(cost, 0), affine(1, 0));
    agree(estimates, 1, 0, acceptance);
    return estimates;
  }

  /** Draft, qualifier and a target that costs 1. */
  private static Estimates three(
      double draft, double qualifier, double targetDraft, double targetQualifier, double lower) {
    Estimates estimates = KnownLevels.of(affine(draft, 0), affine(qualifier, 0), affine(1, 0));
    agree(estimates, 2, 0, targetDraft);
    agree(estimates, 2, 1, targetQualifier);
    agree(estimates, 1, 0, lower);
    return estimates;
  }

  private static int topLength(Plan plan) {
    return plan.composition().stages().getLast().blockLength();
  }

  /** Seconds a token of exact verification, by the formula; the best of all lengths. */
  private static double formula(double below, double level, double acceptance) {
    double best = Double.POSITIVE_INFINITY;
    for (int k = 1; k <= BlockLaw.LONGEST; k++) {
      double yield = (1 - Math.pow(acceptance, k + 1)) / (1 - acceptance);
      best = Math.min(best, (k * below + level) / yield);
    }
    return best;
  }

  @Test
  void uselessDraftIsLeftOut() {
    assertThat(best(two(0.1, 0.02)).composition()).isEqualTo(Composition.plain(1));
    assertThat(best(two(1, 0.9)).composition()).isEqualTo(Composition.plain(1));
    assertThat(best(two(0.1, 0.02)).secondsPerToken()).isCloseTo(1, within(1e-9));
  }

  @Test
  void perfectDraftThatCostsLittleMakesTheLongestBlocks() {
    Plan plan = best(two(0.001, 1));
    assertThat(plan.chain()).isEqualTo(0b11);
    assertThat(topLength(plan)).isEqualTo(BlockLaw.LONGEST);
    assertThat(plan.tokensPerRound()).isCloseTo(1 + BlockLaw.LONGEST, within(1e-6));
    assertThat(plan.secondsPerToken())
        .isCloseTo((1 + BlockLaw.LONGEST * 0.001) / (1 + BlockLaw.LONGEST), within(1e-9));
  }

  @Test
  void betterDraftMakesLongerBlocks() {
    int last = 0;
    for (double acceptance : new double[] {0.3, 0.5, 0.7, 0.9, 0.97}) {
      int length = topLength(best(two(0.05, acceptance)));
      assertThat(length).isGreaterThanOrEqualTo(last);
      last = length;
    }
    assertThat(last).isGreaterThan(8);
  }

  @Test
  void uselessQualifierIsLeftOut() {
    Plan plan = best(three(0.05, 0.5, 0.8, 0.81, 0.8));
    assertThat(plan.chain()).isEqualTo(DRAFT);
    assertThat(plan.composition().uses(1)).isFalse();
  }

  @Test
  void ofLevelsThatCostTheSameTheBetterOneIsUsed() {
    assertThat(best(three(0.1, 0.1, 0.6, 0.8, 0.7)).chain()).isEqualTo(QUALIFIER);
    assertThat(best(three(0.1, 0.1, 0.8, 0.6, 0.7)).chain()).isEqualTo(DRAFT);
  }

  @Test
  void pyramidIsUsedWhereItsTokensAreCheapest() {
    // target 1, sd over the draft, sd over the qualifier, pyramid, by the formula
    double overDraft = formula(0.01, 1, 0.6);
    double overQualifier = formula(0.2, 1, 0.9);
    double pyramid = formula(formula(0.01, 0.2, 0.9), 1, 0.9);
    assertThat(1.1 * pyramid).isLessThan(Math.min(overDraft, overQualifier));
    Plan plan = best(three(0.01, 0.2, 0.6, 0.9, 0.9));
    assertThat(plan.chain()).isEqualTo(PYRAMID);
    assertThat(plan.secondsPerToken()).isBetween(pyramid, 1.1 * pyramid); // rounds are cut
    // and not where the draft makes the qualifier's tokens no cheaper
    assertThat(best(three(0.15, 0.2, 0.4, 0.9, 0.3)).chain()).isEqualTo(QUALIFIER);
  }

  @Test
  void chainThatTheFormulaPrefersByFarIsChosen() {
    int[] chosen = new int[8];
    for (long seed = 1; seed <= 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double draft = 0.005 + 0.1 * random.nextDouble();
      double qualifier = draft + 0.4 * random.nextDouble();
      double td = random.nextDouble(0.1, 0.9);
      double tq = random.nextDouble(0.1, 0.95);
      double qd = random.nextDouble(0.1, 0.95);
      double[] seconds = new double[8];
      Arrays.fill(seconds, Double.POSITIVE_INFINITY);
      seconds[PLAIN] = 1;
      seconds[DRAFT] = formula(draft, 1, td);
      seconds[QUALIFIER] = formula(qualifier, 1, tq);
      seconds[PYRAMID] = formula(formula(draft, qualifier, qd), 1, tq);
      double[] sorted = Arrays.stream(seconds).sorted().toArray();
      Plan plan = best(three(draft, qualifier, td, tq, qd));
      if (sorted[1] > 1.15 * sorted[0]) {
        assertThat(seconds[plan.chain()]).as("seed " + seed).isEqualTo(sorted[0]);
        chosen[plan.chain()]++;
      }
    }
    assertThat(chosen[DRAFT]).isPositive();
    assertThat(chosen[QUALIFIER]).isPositive();
    assertThat(chosen[PYRAMID]).isPositive();
  }

  @Test
  void bestIsAmongTheFirstOfAllChains() {
    for (long seed = 1; seed <= 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] a = random.doubles(3, 0.1, 0.95).toArray();
      Estimates estimates = three(0.02, 0.02 + 0.3 * random.nextDouble(), a[0], a[1], a[2]);
      List<Plan> all = search(estimates, PLENTY, 0, 0).bestOfEachChain();
      assertThat(all)
          .as("seed " + seed)
          .extracting(Plan::chain)
          .containsExactlyInAnyOrder(PLAIN, DRAFT, QUALIFIER, PYRAMID);
      assertThat(all)
          .isSortedAccordingTo((x, y) -> Double.compare(x.secondsPerToken(), y.secondsPerToken()));
      // a chain is chosen by its full blocks, before early stops make some of them faster
      assertThat(best(estimates).secondsPerToken())
          .as("seed " + seed)
          .isBetween(all.getFirst().secondsPerToken(), 1.05 * all.getFirst().secondsPerToken());
    }
  }

  @Test
  void levelsThatNobodyKnowsAreNotPlannedWith() {
    Estimates estimates = KnownLevels.of(affine(0.01, 0), affine(0.1, 0), affine(1, 0));
    assertThat(best(estimates).chain()).isEqualTo(PLAIN);
    agree(estimates, 1, 0, 0.99); // how the qualifier agrees with the target is not known
    assertThat(best(estimates).chain()).isEqualTo(PLAIN);
    agree(estimates, 2, 0, 0.5);
    assertThat(best(estimates).chain()).isEqualTo(DRAFT);
    agree(estimates, 2, 1, 0.99);
    assertThat(best(estimates).chain()).isEqualTo(PYRAMID);
  }

  @Test
  void onlyTargetIsPlainDecoding() {
    Plan plan = best(KnownLevels.of(affine(1, 0)));
    assertThat(plan.composition()).isEqualTo(Composition.plain(0));
    assertThat(plan.tokensPerRound()).isEqualTo(1);
  }

  @Test
  void lookupThatSeldomHitsIsUsedIfItCostsNothingAndNotIfItDoes() {
    for (double wide : new double[] {0, 0.2}) { // what another token in a pass costs
      Estimates estimates = KnownLevels.withLookup(affine(1 - wide, wide));
      double[] rarely = {0.5, Double.NaN, Double.NaN, Double.NaN, Double.NaN};
      for (int i = 0; i < 500; i++) {
        estimates.agreement(1, 0).observe(rarely, new double[5], new double[5]);
      }
      Plan plan = best(estimates);
      assertThat(plan.chain()).isEqualTo(0b11);
      double expected = (1 + 0.2 * wide) / (1 + 0.2 * 0.5);
      assertThat(plan.secondsPerToken()).isLessThan(expected * 1.01);
    }
    Estimates dear = KnownLevels.withLookup(affine(0.4, 0.6));
    for (int i = 0; i < 500; i++) {
      dear.agreement(1, 0).observe(new double[] {0.5}, new double[1], new double[1]);
    }
    assertThat(best(dear).chain()).isEqualTo(0b10);
  }

  @Test
  void littleRoomMakesShortBlocks() {
    Estimates estimates = two(0.001, 1);
    int last = 0;
    for (int room : new int[] {2, 4, 8, 12, 40}) {
      int length = topLength(search(estimates, room, 0, 0).best());
      assertThat(length).isGreaterThan(last);
      last = length;
    }
    assertThat(last).isEqualTo(BlockLaw.LONGEST);
  }

  @Test
  void tokensThatALevelMissedDeterFromUsingIt() {
    Estimates estimates = two(0.05, 0.8);
    PlanSearch.Question soonOver = new PlanSearch.Question(1000, 10, 0, false, 0, 0, Moment.START);
    double[] missed = {20, 0};
    assertThat(new PlanSearch(estimates, soonOver, new double[2]).best().chain()).isEqualTo(0b11);
    assertThat(new PlanSearch(estimates, soonOver, missed).best().chain()).isEqualTo(0b10);
    PlanSearch.Question long_ = new PlanSearch.Question(1000, 1000, 0, false, 0, 0, Moment.START);
    assertThat(new PlanSearch(estimates, long_, missed).best().chain()).isEqualTo(0b11);
  }

  @Test
  void chainInUseMustBeBeatenClearly() {
    // one proposal: (c + 1)/(1 + a)
    Estimates barely = two(0.495, 0.5);
    double seconds = search(barely, PLENTY, 0, 0).best().secondsPerToken();
    assertThat(seconds).isBetween(0.991, 0.999);
    assertThat(search(barely, PLENTY, 0, 0).best().chain()).isEqualTo(0b11);
    assertThat(search(barely, PLENTY, 0, 0b10).best().chain()).isEqualTo(0b10);
    assertThat(search(two(0.47, 0.5), PLENTY, 0, 0b10).best().chain()).isEqualTo(0b11);
    Estimates worse = two(0.505, 0.5);
    assertThat(search(worse, PLENTY, 0, 0).best().chain()).isEqualTo(0b10);
    assertThat(search(worse, PLENTY, 0, 0b11).best().chain()).isEqualTo(0b11);
  }

  @Test
  void timesThatWereMissedCountAgainstAChainForAWhile() {
    Estimates estimates = two(0.4, 0.6);
    assertThat(best(estimates).chain()).isEqualTo(0b11);
    for (int i = 0; i < 200; i++) {
      estimates.chain(0b11).observe(false, 2, 1, new Moment(1000, 0));
    }
    PlanSearch.Question now =
        new PlanSearch.Question(0, PLENTY, 0, false, 0, 0, new Moment(1000, 0));
    assertThat(new PlanSearch(estimates, now, new double[2]).best().chain()).isEqualTo(0b10);
    PlanSearch.Question later =
        new PlanSearch.Question(0, PLENTY, 0, false, 0, 0, new Moment(10_000, 1000));
    assertThat(new PlanSearch(estimates, later, new double[2]).best().chain()).isEqualTo(0b11);
  }

  @Test
  void timeBesidesPassesFavoursLongRounds() {
    Estimates estimates = two(0.6, 0.5);
    assertThat(best(estimates).chain()).isEqualTo(0b10);
    estimates.observeOverhead(1);
    Plan plan = best(estimates);
    assertThat(plan.chain()).isEqualTo(0b11);
    assertThat(plan.secondsPerToken()).isLessThan(2);
  }

  @Test
  void withoutBudgetEveryRuleIsExact() {
    for (double budget : new double[] {0, Double.POSITIVE_INFINITY}) {
      Plan plan = search(three(0.01, 0.2, 0.6, 0.9, 0.9), PLENTY, budget, 0).best();
      assertThat(plan.chain()).isEqualTo(PYRAMID);
      assertThat(plan.deviationPerToken()).isZero();
      assertThat(plan.composition().stages())
          .allMatch(stage -> stage.rule() instanceof AcceptanceRule.Exact);
    }
  }
}
