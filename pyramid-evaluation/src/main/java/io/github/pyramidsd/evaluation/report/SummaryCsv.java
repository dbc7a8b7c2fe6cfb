package io.github.pyramidsd.evaluation.report;

import io.github.pyramidsd.evaluation.statistics.Comparison;
import io.github.pyramidsd.evaluation.statistics.ConfigurationSummary;
import io.github.pyramidsd.evaluation.statistics.Difference;
import io.github.pyramidsd.evaluation.statistics.Distance;
import io.github.pyramidsd.evaluation.statistics.Estimate;
import io.github.pyramidsd.evaluation.statistics.Interval;
import io.github.pyramidsd.evaluation.statistics.LevelSummary;
import io.github.pyramidsd.evaluation.statistics.Metric;
import io.github.pyramidsd.evaluation.statistics.Summary;
import io.github.pyramidsd.evaluation.statistics.TaskScore;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * The summary as comma-separated values: a line for each configuration and task. It is made of the
 * rows of the results file with this configuration and task; of the task {@code *}, of those of all
 * tasks that are judged answer by answer. What is not known is empty.
 */
final class SummaryCsv {

  private static final List<String> LEVELS = List.of("draft", "qualifier", "target");

  private final Map<String, Object> cells = new LinkedHashMap<>();

  private SummaryCsv() {}

  static String of(Summary summary, Map<String, TaskScore> scores) {
    Set<String> scoreNames = new TreeSet<>();
    Set<String> levels = new LinkedHashSet<>(LEVELS);
    for (ConfigurationSummary row : summary.rows()) {
      scoreNames.addAll(row.scores().keySet());
      row.levels().forEach(level -> levels.add(level.level()));
    }
    List<Map<String, Object>> lines =
        summary.rows().stream().map(row -> line(row, scoreNames, levels, scores)).toList();
    CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true);
    if (!lines.isEmpty()) {
      lines.getFirst().keySet().forEach(schema::addColumn);
    }
    return new CsvMapper().writer(schema.build()).writeValueAsString(lines);
  }

  private static Map<String, Object> line(
      ConfigurationSummary row,
      Set<String> scoreNames,
      Set<String> levels,
      Map<String, TaskScore> scores) {
    SummaryCsv line = new SummaryCsv();
    line.cells.put("task", row.task());
    line.cells.put("configuration", row.label());
    line.cells.put("method", row.method());
    line.cells.put("lossless", row.configuration().isLossless());
    line.cells.put("runs", row.runs());
    line.cells.put("items", row.items());
    line.cells.put("seeds", row.seeds());
    for (Metric metric : Metric.values()) {
      line.put(metric.label(), row.metrics().get(metric));
    }
    TaskScore main = scores.get(row.task());
    line.cells.put("mainScore", main == null ? "" : main.score());
    scoreNames.forEach(name -> line.put("score." + name, row.scores().get(name)));
    line.put("quality.loss", row.loss());
    line.put("againstPlain", row.againstPlain().orElse(null));
    line.put("againstSd", row.againstSpeculative().orElse(null));
    for (String level : levels) {
      line.put(
          level,
          row.levels().stream().filter(l -> l.level().equals(level)).findFirst().orElse(null));
    }
    for (int order = 1; order <= 3; order++) {
      int n = order;
      line.put(
          "ngram" + n,
          row.distances().stream().filter(d -> d.order() == n).findFirst().orElse(null));
    }
    line.cells.put("peakMemoryBytes", row.peakMemoryBytes() == 0 ? "" : row.peakMemoryBytes());
    return line.cells;
  }

  private void put(String name, @Nullable Estimate estimate) {
    put(name, estimate == null ? Interval.UNKNOWN : estimate.mean());
    put(name + ".median", estimate == null ? Double.NaN : estimate.median());
    put(name + ".seedDeviation", estimate == null ? Double.NaN : estimate.seedDeviation());
    cells.put(name + ".runs", estimate == null ? 0 : estimate.runs());
  }

  private void put(String name, @Nullable Comparison comparison) {
    cells.put(name + ".baseline", comparison == null ? "" : comparison.baseline());
    cells.put(name + ".pairs", comparison == null ? "" : comparison.pairs());
    put(name + ".speedRatio", comparison == null ? Difference.UNKNOWN : comparison.speed());
    put(name + ".timeRatio", comparison == null ? Difference.UNKNOWN : comparison.timeToAnswer());
    put(name + ".tokens", comparison == null ? Difference.UNKNOWN : comparison.answerTokens());
    put(name + ".score", comparison == null ? Difference.UNKNOWN : comparison.score());
    put(name + ".quality", comparison == null ? Difference.UNKNOWN : comparison.quality());
  }

  private void put(String name, Difference difference) {
    boolean known = difference.interval().isKnown();
    put(name, difference.interval());
    put(name + ".p", known ? difference.pValue() : Double.NaN);
    put(name + ".pHolm", known ? difference.adjusted() : Double.NaN);
  }

  private void put(String name, @Nullable LevelSummary level) {
    put(name + ".passesPerToken", level == null ? Interval.UNKNOWN : level.passesPerToken());
    put(name + ".tokensPerPass", level == null ? Double.NaN : level.tokensPerPass());
    put(name + ".acceptance", level == null ? Interval.UNKNOWN : level.acceptance());
    cells.put(name + ".acceptanceByPlace", level == null ? "" : byPlace(level));
    put(name + ".entropy", level == null ? Interval.UNKNOWN : level.entropy());
    put(name + ".secondsShare", level == null ? Double.NaN : level.secondsShare());
    put(name + ".deviation", level == null ? Double.NaN : level.deviation());
    put(name + ".savedRejections", level == null ? Double.NaN : level.savedRejections());
  }

  private static String byPlace(LevelSummary level) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < level.verifiedAt().size(); i++) {
      text.append(i == 0 ? "" : " ");
      text.append(level.acceptedAt().get(i)).append('/').append(level.verifiedAt().get(i));
    }
    return text.toString();
  }

  private void put(String name, @Nullable Distance distance) {
    put(name + ".distance", distance == null ? Double.NaN : distance.distance());
    put(name + ".floor", distance == null ? Double.NaN : distance.floor());
    put(name + ".p", distance == null ? Double.NaN : distance.pValue());
  }

  private void put(String name, Interval interval) {
    put(name, interval.estimate());
    put(name + ".low", interval.low());
    put(name + ".high", interval.high());
  }

  private void put(String name, double value) {
    cells.put(name, Double.isFinite(value) ? value : "");
  }
}
