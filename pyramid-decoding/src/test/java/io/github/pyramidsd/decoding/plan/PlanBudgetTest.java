package io.github.pyramidsd.decoding.plan;

import static io.github.pyramidsd.decoding.plan.KnownLevels.affine;
import static io.github.pyramidsd.decoding.plan.KnownLevels.agree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.AcceptanceRule.Budgeted;
import io.github.pyramidsd.decoding.decode.Composition.Stage;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A deviation budget is spent where it saves most time. */
class PlanBudgetTest {

  private static final int ROOM = 200;

  private static Plan best(Estimates estimates, double budget) {
    PlanSearch.Question question =
        new PlanSearch.Question(0, ROOM, budget, false, 0, 0, Moment.START);
    return new PlanSearch(estimates, question, new double[estimates.levels()]).best();
  }

  private static Estimates draftAndTarget(double cost, double acceptance) {
    Estimates estimates = KnownLevels.of(affine(cost, 0), affine(1, 0.02));
    agree(estimates, 1, 0, acceptance);
    return estimates;
  }

  private static Estimates pyramid() {
    Estimates estimates = KnownLevels.of(affine(0.01, 0), affine(0.2, 0), affine(1, 0));
    agree(estimates, 2, 0, 0.6);
    agree(estimates, 2, 1, 0.85);
    agree(estimates, 1, 0, 0.9);
    return estimates;
  }

  private static int positions(Plan plan) {
    return ((Budgeted) plan.composition().stages().getLast().rule()).positions();
  }

  @Test
  void predictedTimeNeverRisesWithTheBudget() {
    for (Estimates estimates :
        List.of(draftAndTarget(0.05, 0.6), draftAndTarget(0.2, 0.8), pyramid())) {
      double last = best(estimates, 0).secondsPerToken();
      double first = last;
      for (double budget = 0.1; budget < 2 * ROOM; budget *= 1.1) {
        double seconds = best(estimates, budget).secondsPerToken();
        assertThat(seconds).as("budget " + budget).isLessThanOrEqualTo(last + 1e-12);
        last = seconds;
      }
      assertThat(last).isLessThan(0.7 * first);
    }
  }

  @Test
  void budgetIsNeverSlowerThanEarlyStopsWithoutOne() {
    for (long seed = 1; seed <= 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Estimates estimates =
          KnownLevels.of(
              affine(random.nextDouble(0.02, 0.5), 0), affine(1, random.nextDouble(0.3)));
      double sure = random.nextDouble(0.7, 1);
      double unsure = random.nextDouble(0, 0.7);
      for (int i = 0; i < 200 * Agreement.PLACES; i++) {
        estimates.agreement(1, 0).observe(i % Agreement.PLACES, sure, 0.05);
        estimates.agreement(1, 0).observe(i % Agreement.PLACES, unsure, 1.5);
      }
      double lossless = best(estimates, 0).secondsPerToken();
      for (double budget = 1; budget < 2 * ROOM; budget *= 1.5) {
        assertThat(best(estimates, budget).secondsPerToken())
            .as("seed " + seed + ", budget " + budget)
            .isLessThanOrEqualTo(lossless + 1e-12);
      }
    }
  }

  @Test
  void moreIsSpentOfMore() {
    Estimates estimates = draftAndTarget(0.05, 0.6);
    double last = 0;
    for (double budget = 0.1; budget < 2 * ROOM; budget *= 1.1) {
      double deviation = best(estimates, budget).deviationPerToken();
      assertThat(deviation).as("budget " + budget).isGreaterThanOrEqualTo(last);
      last = deviation;
    }
    assertThat(last).isGreaterThan(0.2);
  }

  @Test
  void earlyPlacesAreBoughtFirst() {
    Estimates estimates = draftAndTarget(0.05, 0.6);
    int last = 1;
    // One place makes the next worth more, so that the first corner may hold a few.
    for (double budget = 1; budget < 2 * ROOM; budget *= 1.1) {
      int positions = positions(best(estimates, budget));
      assertThat(positions).as("budget " + budget).isGreaterThanOrEqualTo(last);
      last = positions;
    }
    assertThat(positions(best(estimates, 1))).isLessThan(last / 2);
    assertThat(last).isEqualTo(BlockLaw.LONGEST);
  }

  @Test
  void budgetThatPaysForEverythingAcceptsEverything() {
    Plan plan = best(draftAndTarget(0.01, 0.7), 10 * ROOM);
    int length = plan.composition().stages().getLast().blockLength();
    assertThat(positions(plan)).isEqualTo(length);
    assertThat(plan.tokensPerRound()).isCloseTo(length + 1, within(1e-9));
    assertThat(plan.deviationPerToken()).isCloseTo(0.3 * length / (length + 1), within(1e-6));
  }

  @Test
  void spendingOfThePlacesIsTheirRejections() {
    // The first corner accepts first proposals unseen: each round spends what it would reject.
    Plan plan = best(draftAndTarget(0.05, 0.6), 1);
    assertThat(plan.deviationPerToken() * plan.tokensPerRound())
        .isCloseTo(0.4 * positions(plan), within(1e-6));
  }

  @Test
  void budgetBelowOneRejectionIsNotPlannedWith() {
    Estimates estimates = draftAndTarget(0.05, 0.6);
    Plan lossless = best(estimates, 0);
    Plan poor = best(estimates, 0.9);
    assertThat(poor.secondsPerToken()).isEqualTo(lossless.secondsPerToken());
    assertThat(poor.deviationPerToken()).isZero();
    assertThat(positions(poor)).isEqualTo(1); // but what there is may be used
  }

  @Test
  void onlyTheTargetSpends() {
    int pyramids = 0;
    for (double budget = 0.1; budget < ROOM; budget *= 2) {
      List<Stage> stages = best(pyramid(), budget).composition().stages();
      assertThat(stages.getLast().rule()).isInstanceOf(Budgeted.class);
      assertThat(stages.subList(0, stages.size() - 1))
          .allMatch(stage -> stage.rule() instanceof AcceptanceRule.Exact);
      pyramids += stages.size() - 1;
    }
    assertThat(pyramids).isPositive();
  }

  @Test
  void withoutLimitAndWithoutBudgetTheRuleIsExact() {
    for (double budget : new double[] {0, Double.POSITIVE_INFINITY}) {
      assertThat(best(pyramid(), budget).composition().stages())
          .allMatch(stage -> stage.rule() instanceof AcceptanceRule.Exact);
    }
  }

  @Test
  void budgetBringsBackALevelThatDoesNotPayWithout() {
    Estimates estimates = draftAndTarget(0.1, 0.05);
    assertThat(best(estimates, 0).composition().stages()).isEmpty();
    assertThat(best(estimates, ROOM).composition().stages()).hasSize(1);
    assertThat(best(estimates, ROOM).secondsPerToken()).isLessThan(0.5);
  }
}
