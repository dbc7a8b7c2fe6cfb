package io.github.pyramidsd.decoding.plan;

import static io.github.pyramidsd.decoding.plan.KnownLevels.affine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.Composition.Stage;
import io.github.pyramidsd.decoding.decode.StopRule;
import io.github.pyramidsd.decoding.sampling.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Blocks end early only where that is predicted to be faster. */
class EarlyStopsTest {

  private static final double SURE = 0.05;
  private static final double UNSURE = 1.5;

  /** Half of a level's proposals come from a sure proposer, half from an unsure one. */
  private static void agree(Agreement agreement, double sure, double unsure) {
    for (int i = 0; i < 200; i++) {
      for (int place = 0; place < Agreement.PLACES; place++) {
        agreement.observe(place, sure, SURE);
        agreement.observe(place, unsure, UNSURE);
      }
    }
  }

  private static Estimates draftAndTarget(double cost, double sure, double unsure) {
    Estimates estimates = KnownLevels.of(affine(cost, 0), affine(1, 0));
    agree(estimates.agreement(1, 0), sure, unsure);
    return estimates;
  }

  private static Plan planOf(Estimates estimates, int... lengths) {
    Throughput.Source source = Throughput.ofModel(estimates.passCosts(0, 0, false));
    List<Stage> stages = new ArrayList<>();
    double seconds = 0;
    double tokens = 0;
    for (int level = 1; level <= lengths.length; level++) {
      double[] costs = estimates.passCosts(level, 0, false);
      int length = lengths[level - 1];
      double[] acceptance = new double[length];
      for (int i = 0; i < length; i++) {
        acceptance[i] = estimates.agreement(level, level - 1).at(i);
      }
      BlockLaw law = BlockLaw.full(acceptance, length, 1);
      tokens = law.emitted(length);
      seconds = Throughput.round(source, costs, law, length) / tokens;
      source = Throughput.ofLevel(source, costs, law);
      stages.add(new Stage(level, new AcceptanceRule.Exact(), length, StopRule.NEVER));
    }
    return new Plan(
        new Composition(0, stages), (2 << lengths.length) - 1, seconds, 1, 0, 0, tokens);
  }

  private static Plan improve(Estimates estimates, Plan plan) {
    PlanSearch.Known known = new PlanSearch.Known(estimates, 0, false);
    return new EarlyStops(estimates, known, 1_000_000, Moment.START).improve(plan);
  }

  @Test
  void unsureDraftsMakeBlocksEndEarly() {
    Estimates estimates = draftAndTarget(0.15, 0.98, 0.2);
    Plan plan = planOf(estimates, 3);
    Plan improved = improve(estimates, plan);
    assertThat(improved.secondsPerToken()).isLessThan(0.98 * plan.secondsPerToken());
    Stage stage = improved.composition().stages().getFirst();
    assertThat(stage.blockLength()).isEqualTo(7);
    StopRule rule = stage.stopRule();
    assertThat(rule.stops(1, Predictions.amongst(5))).isTrue(); // ln 5 is 1.6
    assertThat(rule.stops(1, Predictions.amongst(1))).isFalse();
  }

  @Test
  void stopsThatDoNotHelpAreLeftOutForAWhile() {
    Estimates estimates = draftAndTarget(0.15, 0.98, 0.2);
    Plan plan = planOf(estimates, 3);
    Plan improved = improve(estimates, plan);
    double promised = improved.secondsPerToken() / plan.secondsPerToken();
    for (int i = 0; i < 100; i++) { // they take longer than without, which are as planned
      estimates.chain(plan.chain()).observe(true, 1.1 / promised, 1, Moment.START);
      estimates.chain(plan.chain()).observe(false, 1, 1, Moment.START);
    }
    assertThat(improve(estimates, plan)).isSameAs(plan);
  }

  @Test
  void improvedPlanIsNeverSlower() {
    int improvedPlans = 0;
    for (long seed = 1; seed <= 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Estimates estimates =
          KnownLevels.of(affine(0.02, 0.01), affine(0.1, 0.05), affine(1, random.nextDouble()));
      agree(estimates.agreement(1, 0), random.nextDouble(), random.nextDouble());
      agree(estimates.agreement(2, 1), random.nextDouble(), random.nextDouble());
      Plan plan = planOf(estimates, 1 + random.nextInt(6), 1 + random.nextInt(6));
      Plan improved = improve(estimates, plan);
      String what = "seed " + seed;
      assertThat(improved.secondsPerToken())
          .as(what)
          .isLessThanOrEqualTo(plan.secondsPerToken() + 1e-12);
      assertThat(improved.chain()).as(what).isEqualTo(plan.chain());
      assertThat(improved.composition().bottom()).as(what).isZero();
      assertThat(improved.composition().stages())
          .as(what)
          .extracting(Stage::rule)
          .containsOnly(new AcceptanceRule.Exact());
      improvedPlans += improved.equals(plan) ? 0 : 1;
    }
    assertThat(improvedPlans).isGreaterThan(10);
  }

  @Test
  void entropyThatSaysNothingGainsNothing() {
    // One proposal is best (1.3/1.6 seconds a token), and the draft's entropy says nothing.
    Estimates estimates = draftAndTarget(0.3, 0.6, 0.6);
    Plan plan = planOf(estimates, 1);
    Plan improved = improve(estimates, plan);
    assertThat(improved.secondsPerToken()).isCloseTo(plan.secondsPerToken(), within(1e-12));
    assertThat(improved.tokensPerRound()).isCloseTo(plan.tokensPerRound(), within(1e-12));
  }

  @Test
  void stopsAreWhereOneMoreProposalCostsMoreThanItGains() {
    double cost = 0.15;
    Estimates estimates = draftAndTarget(cost, 0.9, 0.3);
    Plan plan = planOf(estimates, 3);
    StopRule rule = improve(estimates, plan).composition().stages().getFirst().stopRule();
    assertThat(rule).isInstanceOf(SurvivalStop.class);
    Agreement agreement = estimates.agreement(1, 0);
    double[][] acceptance = agreement.byPlaceAndClass(7);
    Prediction[] predictions = {Predictions.amongst(1), Predictions.amongst(5)};
    int[] stops = new int[2];
    for (int path = 0; path < 1 << 6; path++) {
      double survival = 1;
      for (int drawn = 1; drawn <= 6; drawn++) {
        Prediction prediction = predictions[path >> (drawn - 1) & 1];
        survival *= acceptance[drawn - 1][Agreement.entropyClass(prediction.entropy())];
        double gain = survival * agreement.at(drawn) * plan.secondsPerToken();
        boolean stopped = rule.stops(drawn, prediction);
        if (Math.abs(gain - cost) > 1e-9) {
          assertThat(stopped).as("path " + path + " at " + drawn).isEqualTo(gain < cost);
          stops[stopped ? 1 : 0]++;
        }
        if (stopped) {
          break;
        }
      }
    }
    assertThat(stops[0]).isPositive();
    assertThat(stops[1]).isPositive();
  }

  @Test
  void predictionOfEarlyStopsIsWhatABlockTakes() {
    double cost = 0.15;
    Estimates estimates = draftAndTarget(cost, 0.98, 0.2);
    Plan improved = improve(estimates, planOf(estimates, 3));
    StopRule rule = improved.composition().stages().getFirst().stopRule();
    double[][] acceptance = estimates.agreement(1, 0).byPlaceAndClass(7);
    Prediction[] predictions = {Predictions.amongst(1), Predictions.amongst(5)};
    double seconds = 1;
    double tokens = 1;
    for (int path = 0; path < 1 << 7; path++) { // sure or unsure, with the same chance
      double survival = 1;
      for (int drawn = 1; drawn <= 7; drawn++) {
        Prediction prediction = predictions[path >> (drawn - 1) & 1];
        survival *= acceptance[drawn - 1][Agreement.entropyClass(prediction.entropy())];
        seconds += cost / 128;
        tokens += survival / 128;
        if (rule.stops(drawn, prediction)) {
          break;
        }
      }
    }
    assertThat(improved.tokensPerRound()).isCloseTo(tokens, within(0.02 * tokens));
    assertThat(improved.secondsPerToken())
        .isCloseTo(seconds / tokens, within(0.02 * seconds / tokens));
  }
}
