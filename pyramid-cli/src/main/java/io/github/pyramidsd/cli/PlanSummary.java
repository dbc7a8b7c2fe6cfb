package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.plan.PlanReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a planner did for one or more responses, for people. */
final class PlanSummary {

  private static final int MOST_ROWS = 8;

  private final List<PlanReport> reports = new ArrayList<>();

  void add(PlanReport report) {
    reports.add(report);
  }

  /** A line for each model that was given and is of no use. */
  static List<String> notes(PlanReport report) {
    List<String> notes = new ArrayList<>();
    for (PlanReport.Level level : report.levels()) {
      if (!level.paysOff()) {
        level.model().ifPresent(model -> notes.add(note(report, level, model)));
      }
    }
    return notes;
  }

  private static String note(PlanReport report, PlanReport.Level level, String model) {
    PlanReport.Level target = report.levels().getLast();
    double acceptance =
        target.agreements().stream()
            .filter(agreement -> agreement.proposer().equals(level.level()))
            .mapToDouble(PlanReport.Agreement::acceptance)
            .findAny()
            .orElse(Double.NaN);
    if (Double.isNaN(acceptance)) {
      return "%s %s was not tried: so short a response could not make up for it"
          .formatted(level.level(), model);
    }
    return String.format(
        Locale.ROOT,
        "%s %s does not pay on this text: the target accepts %.0f%% of its tokens, and a pass takes %.2f of the target's time",
        level.level(),
        model,
        100 * acceptance,
        level.passSeconds() / target.passSeconds());
  }

  /** The compositions that were used, what was known, and what it came to. */
  @Override
  public String toString() {
    if (reports.isEmpty()) {
      return "";
    }
    PlanReport last = reports.getLast();
    StringBuilder text = new StringBuilder("\n").append(uses()).append('\n');
    text.append(levels(PlanJson.of(last).estimates()));
    text.append(totals());
    notes(last).forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }

  private String uses() {
    Map<String, double[]> sums =
        new LinkedHashMap<>(); // tokens, rounds, seconds, predicted seconds
    for (PlanReport report : reports) {
      for (PlanReport.Use use : report.uses()) {
        double[] sum = sums.computeIfAbsent(use.composition(), _ -> new double[4]);
        sum[0] += use.tokens();
        sum[1] += use.rounds();
        sum[2] += use.seconds();
        sum[3] += use.tokens() / use.predictedTokensPerSecond();
      }
    }
    TextTable table =
        new TextTable(
            List.of("composition", "tokens", "rounds", "predicted", "achieved tokens/s"), 1);
    sums.entrySet().stream()
        .sorted((a, b) -> Double.compare(b.getValue()[0], a.getValue()[0]))
        .limit(MOST_ROWS)
        .forEach(
            entry -> {
              double[] sum = entry.getValue();
              table.add(
                  entry.getKey(),
                  TextTable.number("%.0f", sum[0]),
                  TextTable.number("%.0f", sum[1]),
                  TextTable.number("%.1f", sum[0] / sum[3]),
                  TextTable.number("%.1f", sum[0] / sum[2]));
            });
    return table.toString();
  }

  /** What is known of each level. */
  static String levels(List<PlanJson.Estimate> levels) {
    TextTable table = new TextTable(List.of("level", "accepts of", "α", "pass ms"), 2);
    for (PlanJson.Estimate level : levels) {
      String pass =
          level.model() == null ? "-" : TextTable.number("%.3f", 1e3 * level.passSeconds());
      if (level.agreements().isEmpty()) {
        table.add(level.level(), "-", "-", pass);
      }
      for (PlanReport.Agreement agreement : level.agreements()) {
        table.add(
            level.level(),
            agreement.proposer(),
            TextTable.number("%.3f", agreement.acceptance()),
            pass);
      }
    }
    return table.toString();
  }

  private String totals() {
    double tokens = 0;
    double seconds = 0;
    double predicted = 0;
    double planning = 0;
    double probing = 0;
    long warmUpTokens = 0;
    double warmUp = 0;
    for (PlanReport report : reports) {
      double made = tokens(report);
      tokens += made;
      seconds += made / report.tokensPerSecond();
      predicted += made / report.predictedTokensPerSecond();
      planning += report.planningSeconds();
      probing += report.probingSeconds();
      warmUpTokens += report.warmUpTokens();
      warmUp += report.warmUpSeconds();
    }
    return String.format(
        Locale.ROOT,
        "planned %s tokens/s, achieved %s; %s; planning %.2f%%, probing %.2f%% of the time%s%s%n",
        TextTable.number("%.1f", tokens / predicted),
        TextTable.number("%.1f", tokens / seconds),
        comparison(),
        100 * planning / seconds,
        100 * probing / seconds,
        warmUpTokens == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "; the first %d tokens took %.2f s, while code was compiled",
                warmUpTokens,
                warmUp),
        reports.getLast().reproducible() ? " (reproducible: costs are estimated, for --seed)" : "");
  }

  /** Compares responses with plain decoding, as far as there were plain rounds in them. */
  private String comparison() {
    double tokens = 0;
    double seconds = 0;
    double plainSeconds = 0; // that plain decoding would have taken
    long measured = 0;
    for (PlanReport report : reports) {
      if (report.plainTokens() > 0) {
        double warm = tokens(report) - report.warmUpTokens();
        tokens += warm;
        seconds += tokens(report) / report.tokensPerSecond() - report.warmUpSeconds();
        plainSeconds += warm / report.plainTokensPerSecond();
        measured += report.plainTokens();
      }
    }
    return measured == 0
        ? "plain decoding was not measured"
        : String.format(
            Locale.ROOT,
            "plain decoding %.1f on this text (%d tokens measured): %.2f times as fast",
            tokens / plainSeconds,
            measured,
            plainSeconds / seconds);
  }

  private static double tokens(PlanReport report) {
    return report.uses().stream().mapToLong(PlanReport.Use::tokens).sum();
  }
}
