package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.plan.PlanReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a planner did for a response, as {@code --json} prints it. What is not known is null.
 *
 * @param compositions that were used, most tokens first
 * @param estimates what is known of each level, from below
 * @param ranking the best of every composition, the fastest first
 * @param plainTokensPerSecond of plain decoding, told by the plain rounds among the others
 * @param warmUpTokens made while code was still being compiled
 * @param speedup of the others over plain decoding
 */
record PlanJson(
    List<PlanReport.Use> compositions,
    List<Estimate> estimates,
    List<PlanReport.Ranking> ranking,
    double predictedTokensPerSecond,
    double achievedTokensPerSecond,
    double plainTokensPerSecond,
    long plainTokens,
    long warmUpTokens,
    double warmUpSeconds,
    double speedup,
    int plans,
    double planningSeconds,
    double probingSeconds,
    boolean reproducible,
    List<String> notes) {

  /** What is known of a level. */
  record Estimate(
      String level,
      @Nullable String model,
      double passSeconds,
      List<Double> passSecondsByTokens,
      List<PlanReport.Agreement> agreements,
      boolean paysOff) {}

  static PlanJson of(PlanReport report) {
    return new PlanJson(
        report.uses(),
        report.levels().stream()
            .map(
                level ->
                    new Estimate(
                        level.level(),
                        level.model().orElse(null),
                        level.passSeconds(),
                        level.passSecondsByTokens(),
                        level.agreements(),
                        level.paysOff()))
            .toList(),
        report.rankings(),
        report.predictedTokensPerSecond(),
        report.tokensPerSecond(),
        report.plainTokensPerSecond(),
        report.plainTokens(),
        report.warmUpTokens(),
        report.warmUpSeconds(),
        report.speedup(),
        report.plans(),
        report.planningSeconds(),
        report.probingSeconds(),
        report.reproducible(),
        PlanSummary.notes(report));
  }
}
