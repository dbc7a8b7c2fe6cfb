package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.Statistics;
import io.github.pyramidsd.evaluation.statistics.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What {@code --stats} prints: a table of levels, summed over all responses, and their totals. */
final class StatisticsTable {

  private StatisticsTable() {}

  static String of(List<Response> responses, DecodingMethod method, OptionalLong seed) {
    TextTable table =
        new TextTable(
            List.of(
                "level",
                "model",
                "passes",
                "tokens",
                "proposed",
                "accepted",
                "rate",
                "replaced",
                "bonus",
                "ms",
                "entropy"),
            2);
    if (responses.isEmpty()) {
      return table.toString();
    }
    for (int level = 0; level < responses.getFirst().statistics().levels().size(); level++) {
      int index = level;
      addRow(
          table,
          responses.stream().map(response -> response.statistics().levels().get(index)).toList());
    }
    return table + fullContexts(responses) + totals(responses, method, seed) + "\n";
  }

  /** A line for each level that rounds went on without because its context was full. */
  private static String fullContexts(List<Response> responses) {
    return responses.stream()
        .flatMap(response -> response.statistics().levels().stream())
        .filter(Statistics.Level::contextFull)
        .map(
            level ->
                "the context of %s %s was full: rounds went on without it\n"
                    .formatted(level.level(), level.model()))
        .distinct()
        .collect(Collectors.joining());
  }

  private static void addRow(TextTable table, List<Statistics.Level> reports) {
    long proposed = sum(reports, Statistics.Level::proposed);
    long accepted = sum(reports, Statistics.Level::accepted);
    long emitted = sum(reports, Statistics.Level::emitted);
    double seconds = reports.stream().mapToDouble(Statistics.Level::seconds).sum();
    double entropy =
        reports.stream().mapToDouble(r -> r.meanEntropy() * r.emitted()).sum()
            / Math.max(1, emitted);
    table.add(
        reports.getFirst().level(),
        reports.getFirst().model(),
        String.valueOf(sum(reports, Statistics.Level::passes)),
        String.valueOf(sum(reports, Statistics.Level::tokensForwarded)),
        String.valueOf(proposed),
        String.valueOf(accepted),
        proposed == 0 ? "-" : String.format(Locale.ROOT, "%.1f%%", 100.0 * accepted / proposed),
        String.valueOf(sum(reports, Statistics.Level::replaced)),
        String.valueOf(sum(reports, Statistics.Level::bonus)),
        String.format(Locale.ROOT, "%.1f", 1000 * seconds),
        String.format(Locale.ROOT, "%.3f", entropy));
  }

  private static String totals(List<Response> responses, DecodingMethod method, OptionalLong seed) {
    long tokens = responses.stream().mapToLong(response -> response.tokens().length).sum();
    long promptTokens = responses.stream().mapToLong(Response::promptTokens).sum();
    double seconds = responses.stream().mapToDouble(Response::seconds).sum();
    double promptSeconds = responses.stream().mapToDouble(Response::promptSeconds).sum();
    List<String> parts = new ArrayList<>();
    if (responses.size() > 1) {
      parts.add(responses.size() + " prompts");
    }
    parts.add(
        String.format(Locale.ROOT, "%d tokens in %.3f s", tokens, seconds)
            + String.format(Locale.ROOT, " (%.1f tokens/s", seconds == 0 ? 0 : tokens / seconds)
            + (responses.size() > 1
                ? String.format(Locale.ROOT, ", median %.1f)", medianSpeed(responses))
                : ")"));
    parts.add(
        String.format(Locale.ROOT, "prompt %d tokens in %.3f s", promptTokens, promptSeconds));
    parts.add("finish " + finishReasons(responses));
    parts.add("method " + method.label());
    parts.add(seed.isPresent() ? "seed " + seed.getAsLong() : "no seed");
    parts.add("deviation bound " + deviation(responses, method));
    return String.join(", ", parts);
  }

  /** Why responses ended; of several, how many for which reason. */
  private static String finishReasons(List<Response> responses) {
    if (responses.size() == 1) {
      return responses.getFirst().finish().label();
    }
    return responses.stream()
        .collect(Collectors.groupingBy(Response::finish, Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey().label() + " (" + entry.getValue() + ")")
        .collect(Collectors.joining(" "));
  }

  private static double medianSpeed(List<Response> responses) {
    return Spread.of(responses.stream().map(Response::tokensPerSecond).toList()).median();
  }

  /** The certificate: bounds hold in expectation, so those of several responses are averaged. */
  private static String deviation(List<Response> responses, DecodingMethod method) {
    if (responses.stream().allMatch(r -> r.certificate().filter(c -> c.bound() == 0).isPresent())
        && method.isLossless()) {
      return "0 (lossless)";
    }
    if (responses.stream().anyMatch(response -> response.certificate().isEmpty())) {
      return "none: draft-token looks at the drawn tokens";
    }
    double[] bounds =
        responses.stream().mapToDouble(r -> r.certificate().orElseThrow().bound()).toArray();
    double mean = Arrays.stream(bounds).average().orElse(0);
    return String.format(Locale.ROOT, "%.4f", mean)
        + (bounds.length > 1 ? " (mean of the prompts)" : "");
  }

  private static long sum(
      List<Statistics.Level> reports, ToLongFunction<Statistics.Level> component) {
    return reports.stream().mapToLong(component).sum();
  }
}
