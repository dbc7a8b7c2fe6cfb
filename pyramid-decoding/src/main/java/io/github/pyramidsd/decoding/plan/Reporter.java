package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.model.LanguageModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts a report together. */
final class Reporter {

  private final Pyramid pyramid;
  private final Estimates estimates;
  private final PlanLog log;
  private final boolean measures;

  Reporter(Pyramid pyramid, Estimates estimates, PlanLog log, boolean measures) {
    this.pyramid = pyramid;
    this.estimates = estimates;
    this.log = log;
    this.measures = measures;
  }

  PlanReport report() {
    List<Plan> best = rank(estimates, 0);
    double tokensPerSecond = log.tokens() / log.seconds();
    double warm = (log.tokens() - log.warmUpTokens()) / (log.seconds() - log.warmUpSeconds());
    double plainTokensPerSecond = 1 / log.plainSecondsPerToken();
    return new PlanReport(
        log.uses(),
        levels(best.getFirst()),
        best.stream().map(this::ranking).toList(),
        log.tokens() / log.predictedSeconds(),
        tokensPerSecond,
        plainTokensPerSecond,
        log.plainTokens(),
        log.warmUpTokens(),
        log.warmUpSeconds(),
        warm / plainTokensPerSecond,
        log.plans(),
        log.planningSeconds(),
        log.probingSeconds(),
        !measures);
  }

  /** The best lossless plan of every chain, the fastest first. */
  static List<Plan> rank(Estimates estimates, int position) {
    PlanSearch.Question question =
        new PlanSearch.Question(position, Integer.MAX_VALUE, 0, false, 0, 0, estimates.now());
    return new PlanSearch(estimates, question, new double[estimates.levels()]).bestOfEachChain();
  }

  private PlanReport.Ranking ranking(Plan plan) {
    return new PlanReport.Ranking(
        pyramid.label(plan.composition()), 1 / plan.secondsPerToken(), plan.tokensPerRound());
  }

  private List<Double> passSeconds(int level) {
    return Arrays.stream(estimates.passCosts(level, 0, false))
        .skip(1)
        .limit(BlockLaw.LONGEST + 1)
        .boxed()
        .toList();
  }

  private List<PlanReport.Level> levels(Plan best) {
    List<PlanReport.Level> levels = new ArrayList<>();
    for (int level = 0; level < estimates.levels(); level++) {
      List<PlanReport.Agreement> agreements = new ArrayList<>();
      for (int proposer = 0; proposer < level; proposer++) {
        Agreement agreement = estimates.agreement(level, proposer);
        agreements.add(
            new PlanReport.Agreement(
                pyramid.levelName(proposer),
                agreement.isKnown() ? agreement.mean() : Double.NaN,
                estimates.offered(level, proposer)));
      }
      levels.add(
          new PlanReport.Level(
              pyramid.levelName(level),
              pyramid.model(level).map(LanguageModel::name),
              estimates.seconds(level, 0, 1),
              passSeconds(level),
              agreements,
              best.composition().uses(level)));
    }
    return levels;
  }
}
