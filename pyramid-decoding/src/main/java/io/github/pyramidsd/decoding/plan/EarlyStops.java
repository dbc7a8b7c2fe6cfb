package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the blocks that a plan drafts at the bottom end early where the expected gain of one more
 * proposal is below its cost.
 *
 * <p>After j proposals another one costs what it takes to make it and the wider pass over it, F(j +
 * 1) − F(j) + c(j + 2) − c(j + 1). It gains a token, worth the seconds V that the level takes for
 * one, if the j before it survive, with chance S, and it is accepted itself, with chance a. So it
 * does not pay where S is below cost/(V·a).
 */
final class EarlyStops {

  /** How much longer blocks may become that can end early. */
  private static final int LONGER = 4;

  /** What of the time early stops must leave to be used: a small gain may be an error. */
  private static final double WORTHWHILE = 0.95;

  private final Estimates estimates;
  private final PlanSearch.Known known;
  private final int room;
  private final Moment now;

  /**
   * Prepares for a plan.
   *
   * @param room how many tokens may still come
   * @param now tells which calibrations are old
   */
  EarlyStops(Estimates estimates, PlanSearch.Known known, int room, Moment now) {
    this.estimates = estimates;
    this.known = known;
    this.room = room;
    this.now = now;
  }

  /** A level of the plan: by itself, without stops, and with them. */
  private record Level(
      int number,
      Throughput.Source full,
      Throughput.Source stopping,
      double fullSeconds,
      double stoppingSeconds,
      double tokens) {}

  /** The plan with early stops and perhaps longer blocks, if that is clearly faster. */
  Plan improve(Plan plan) {
    Composition composition = plan.composition();
    Throughput.Source bottom = Throughput.ofModel(known.passCosts(composition.bottom()));
    Level level = new Level(composition.bottom(), bottom, bottom, 0, 0, 1);
    List<Composition.Stage> stages = new ArrayList<>();
    for (Composition.Stage stage : composition.stages()) {
      level = climb(level, stage, stages);
    }
    double yield = estimates.chain(plan.chain()).stoppedYield();
    double slower = estimates.chain(plan.chain()).stopping(now);
    double ratio = slower * level.stoppingSeconds / yield / level.fullSeconds;
    if (ratio > WORTHWHILE) {
      return plan;
    }
    return new Plan(
        new Composition(composition.bottom(), stages),
        plan.chain(),
        plan.secondsPerToken() * ratio,
        plan.calibration() * slower,
        yield,
        plan.deviationPerToken(),
        level.tokens * yield);
  }

  /** Goes one level up, and adds the stage that stops early. */
  private Level climb(Level below, Composition.Stage stage, List<Composition.Stage> stages) {
    int number = stage.level();
    int length = stage.blockLength();
    double[] costs = known.passCosts(number);
    double overhead = number == estimates.target() ? known.overhead() : 0;
    double offered = known.offered(number, below.number);
    double[] byPlace = known.acceptance(number, below.number);
    BlockLaw full = BlockLaw.full(byPlace, length, offered);
    double fullSeconds =
        (Throughput.round(below.full, costs, full, length) + overhead) / full.emitted(length);

    BlockLaw law = full;
    Composition.Stage stopping = stage;
    if (stages.isEmpty()) { // a level that verifies hands up several at once
      int longest =
          Math.max(length, Math.min(BlockLaw.LONGEST, Math.min(length + LONGER, room - 1)));
      double[] thresholds = thresholds(byPlace, below.stopping, costs, longest, fullSeconds);
      Agreement agreement = estimates.agreement(number, below.number);
      double[][] acceptance = agreement.byPlaceAndClass(longest);
      law = BlockLaw.stopping(acceptance, agreement.classShares(), offered, thresholds);
      stopping =
          new Composition.Stage(
              number, stage.rule(), longest, new SurvivalStop(acceptance, thresholds));
    }
    stages.add(stopping);
    double tokens = law.emitted(law.length());
    double stoppingSeconds =
        (Throughput.round(below.stopping, costs, law, law.length()) + overhead) / tokens;
    return new Level(
        number,
        Throughput.ofLevel(below.full, costs, full),
        Throughput.ofLevel(below.stopping, costs, law),
        fullSeconds,
        stoppingSeconds,
        tokens);
  }

  private static double[] thresholds(
      double[] acceptance,
      Throughput.Source below,
      double[] passCosts,
      int longest,
      double secondsPerToken) {
    double[] thresholds = new double[longest];
    for (int drawn = 1; drawn < longest; drawn++) {
      double cost =
          below.seconds()[drawn + 1]
              - below.seconds()[drawn]
              + passCosts[drawn + 2]
              - passCosts[drawn + 1];
      double gain = secondsPerToken * Math.max(1e-6, acceptance[drawn]);
      thresholds[drawn] = cost / gain;
    }
    return thresholds;
  }
}
