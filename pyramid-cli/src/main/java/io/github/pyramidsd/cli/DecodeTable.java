package io.github.pyramidsd.cli;

import io.github.pyramidsd.evaluation.statistics.Spread;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code bench decode} prints for people. */
final class DecodeTable {

  private DecodeTable() {}

  static String of(DecodeReport report) {
    StringBuilder text = new StringBuilder();
    for (DecodeReport.Model model : report.models()) {
      text.append(
          "%-9s  %s%n".formatted(model.role(), Synthetic.label(model.name(), model.synthetic())));
    }
    text.append(
        "%s, %s rounds of %s tokens after %s to warm up, at temperature %s, seed %s, prompts: %s%n%n"
            .formatted(
                new Computation(report.threads(), report.kernel(), report.vectorBits()),
                report.rounds(),
                report.maxTokens(),
                report.warmUp(),
                report.temperature(),
                report.seed(),
                report.prompts()));
    TextTable table =
        new TextTable(
            List.of(
                "method",
                "tokens/s",
                "min",
                "max",
                "× target",
                "min",
                "max",
                "steady",
                "tokens/pass",
                "accepted",
                "deviation"),
            1);
    report.methods().forEach(method -> add(table, method));
    return text.append(table).toString();
  }

  private static void add(TextTable table, DecodeReport.MethodReport method) {
    Spread speed = method.tokensPerSecond();
    Spread speedup = method.speedup();
    String accepted =
        method.acceptance().stream()
            .map(level -> level.level() + " " + TextTable.number("%.1f%%", 100 * level.rate()))
            .collect(Collectors.joining(", "));
    Double deviation = method.deviationBound();
    table.add(
        method.label(),
        TextTable.number("%.1f", speed.median()),
        TextTable.number("%.1f", speed.min()),
        TextTable.number("%.1f", speed.max()),
        TextTable.number("%.2f", speedup.median()),
        TextTable.number("%.2f", speedup.min()),
        TextTable.number("%.2f", speedup.max()),
        TextTable.number("%.2f", method.steady().speedup()),
        TextTable.number("%.2f", method.tokensPerTargetPass()),
        accepted.isEmpty() ? "-" : accepted,
        method.lossless() ? "0" : deviation == null ? "-" : TextTable.number("%.4f", deviation));
  }
}
