package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How {@code auto} decoded one or more responses, for people. */
final class PlanSummary {

  private static final int MOST_ROWS = 8;

  private final Decoder decoder;
  private final List<PlanJson> plans = new ArrayList<>();

  PlanSummary(Decoder decoder) {
    this.decoder = decoder;
  }

  void add(GenerateOptions options, Response response) {
    if (decoder.isAuto()) {
      plans.add(PlanJson.of(decoder, options, response));
    }
  }

  /** The compositions that were used, the table that is chosen by, and what is known of levels. */
  @Override
  public String toString() {
    if (plans.isEmpty()) {
      return "";
    }
    PlanJson last = plans.getLast();
    StringBuilder text = new StringBuilder("\n").append(uses()).append('\n');
    text.append(table(last.ranking())).append('\n').append(levels(last.estimates()));
    last.notes().forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }

  private String uses() {
    Map<String, double[]> sums = new LinkedHashMap<>(); // tokens, rounds, seconds
    for (PlanJson plan : plans) {
      for (PlanJson.Use use : plan.compositions()) {
        double[] sum = sums.computeIfAbsent(use.composition(), _ -> new double[3]);
        sum[0] += use.tokens();
        sum[1] += use.rounds();
        sum[2] += use.seconds();
      }
    }
    TextTable table = new TextTable(List.of("used", "tokens", "rounds", "tokens/s"), 1);
    sums.entrySet().stream()
        .sorted((a, b) -> Double.compare(b.getValue()[0], a.getValue()[0]))
        .limit(MOST_ROWS)
        .forEach(
            entry ->
                table.add(
                    entry.getKey(),
                    String.format(Locale.ROOT, "%.0f", entry.getValue()[0]),
                    String.format(Locale.ROOT, "%.0f", entry.getValue()[1]),
                    TextTable.number("%.1f", entry.getValue()[0] / entry.getValue()[2])));
    return table.toString();
  }

  /** The table that is chosen by. */
  static String table(List<PlanJson.Ranking> ranking) {
    TextTable table =
        new TextTable(List.of("predicted", "tokens a round", "ms a round", "tokens/s"), 1);
    for (PlanJson.Ranking row : ranking) {
      table.add(
          row.composition(),
          TextTable.number("%.2f", row.tokensPerRound()),
          TextTable.number("%.3f", 1e3 * row.secondsPerRound()),
          row.whyNot() == null
              ? TextTable.number("%.1f", row.predictedTokensPerSecond())
              : row.whyNot());
    }
    return table.toString();
  }

  /** What is known of each level. */
  static String levels(List<PlanJson.Estimate> levels) {
    TextTable table = new TextTable(List.of("level", "accepts of", "α", "pass ms"), 2);
    for (PlanJson.Estimate level : levels) {
      String pass = TextTable.number("%.3f", 1e3 * level.passSeconds());
      if (level.agreements().isEmpty()) {
        table.add(level.level(), "-", "-", pass);
      }
      for (PlanJson.Agreement agreement : level.agreements()) {
        table.add(
            level.level(),
            agreement.proposer(),
            TextTable.number("%.3f", agreement.acceptance()),
            pass);
      }
    }
    return table.toString();
  }
}
