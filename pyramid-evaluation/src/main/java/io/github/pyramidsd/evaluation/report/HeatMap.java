package io.github.pyramidsd.evaluation.report;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.evaluation.statistics.ConfigurationSummary;
import io.github.pyramidsd.evaluation.statistics.Metric;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Speed and quality over two knobs. A cell is the mean of all configurations with these two values,
 * whatever their other knobs.
 *
 * @param title what it is of
 * @param x values of the first knob, ascending
 * @param y values of the second
 * @param ratios whether speeds are ratios to plain decoding, not tokens per second
 */
record HeatMap(
    String title,
    String xName,
    String yName,
    List<String> x,
    List<String> y,
    boolean ratios,
    List<Cell> cells) {

  /**
   * A cell.
   *
   * @param x the place of the first knob's value
   * @param y the place of the second's
   * @param speed the geometric mean of the configurations' speeds
   * @param quality their mean gain of quality over plain decoding; NaN if it is not known
   */
  record Cell(int x, int y, double speed, double quality, List<String> configurations) {}

  /** A value of a knob; exact verification comes before all thresholds. */
  private record Value(double order, String text) implements Comparable<Value> {

    static final Value EXACT = new Value(-1, "exact");

    static Value of(double threshold) {
      return new Value(threshold, String.valueOf(threshold));
    }

    static Value of(int length) {
      return new Value(length, String.valueOf(length));
    }

    @Override
    public int compareTo(Value other) {
      return Double.compare(order, other.order);
    }
  }

  private record Point(Value x, Value y) {

    static final Comparator<Point> ORDER = Comparator.comparing(Point::x).thenComparing(Point::y);
  }

  /** Those that the grid has at least two values of a knob for. */
  static List<HeatMap> of(List<ConfigurationSummary> rows) {
    List<HeatMap> maps = new ArrayList<>();
    of(
            rows,
            "The pyramid's thresholds",
            "τ_T, at the target",
            "τ_Q, at the qualifier",
            HeatMap::taus)
        .ifPresent(maps::add);
    for (Method method : Method.values()) {
      List<ConfigurationSummary> ofMethod =
          rows.stream().filter(row -> row.method().equals(method.label())).toList();
      if (method.usesQualifier()) {
        of(
                ofMethod,
                "Block lengths of " + Words.method(method.label()),
                "ℓ_D, by the draft",
                "ℓ_Q, by the qualifier",
                HeatMap::lengths)
            .ifPresent(maps::add);
      }
    }
    return List.copyOf(maps);
  }

  private static Optional<Point> taus(Configuration c) {
    return c.method()
        .filter(Method::usesQualifier)
        .map(
            method ->
                new Point(
                    method == Method.PSD_E ? Value.EXACT : Value.of(c.knobs().tauT()),
                    method == Method.PSD_F ? Value.of(c.knobs().tauQ()) : Value.EXACT));
  }

  private static Optional<Point> lengths(Configuration c) {
    return Optional.of(
        new Point(Value.of(c.knobs().draftLength()), Value.of(c.knobs().blockLength())));
  }

  private static Optional<HeatMap> of(
      List<ConfigurationSummary> rows,
      String title,
      String xName,
      String yName,
      Function<Configuration, Optional<Point>> place) {
    Map<Point, List<ConfigurationSummary>> byPoint = new TreeMap<>(Point.ORDER);
    for (ConfigurationSummary row : rows) {
      place
          .apply(row.configuration())
          .ifPresent(p -> byPoint.computeIfAbsent(p, _ -> new ArrayList<>()).add(row));
    }
    List<Value> xs = byPoint.keySet().stream().map(Point::x).distinct().sorted().toList();
    List<Value> ys = byPoint.keySet().stream().map(Point::y).distinct().sorted().toList();
    if (xs.size() < 2 && ys.size() < 2) {
      return Optional.empty();
    }
    boolean ratios = byPoint.values().stream().flatMap(List::stream).anyMatch(HeatMap::hasRatio);
    List<Cell> cells = new ArrayList<>();
    byPoint.forEach(
        (point, of) ->
            cells.add(
                new Cell(
                    xs.indexOf(point.x),
                    ys.indexOf(point.y),
                    Math.exp(mean(of, row -> Math.log(speed(row, ratios)))),
                    mean(of, row -> -row.loss().estimate()),
                    of.stream().map(ConfigurationSummary::label).toList())));
    return Optional.of(
        new HeatMap(title, xName, yName, texts(xs), texts(ys), ratios, List.copyOf(cells)));
  }

  private static List<String> texts(List<Value> values) {
    return values.stream().map(Value::text).toList();
  }

  private static boolean hasRatio(ConfigurationSummary row) {
    return row.againstPlain().isPresent();
  }

  private static double speed(ConfigurationSummary row, boolean ratios) {
    return ratios
        ? row.againstPlain().map(c -> c.speed().interval().estimate()).orElse(Double.NaN)
        : row.mean(Metric.TOKENS_PER_SECOND).estimate();
  }

  private static double mean(
      List<ConfigurationSummary> rows, Function<ConfigurationSummary, Double> number) {
    return rows.stream()
        .mapToDouble(number::apply)
        .filter(x -> !Double.isNaN(x))
        .average()
        .orElse(Double.NaN);
  }
}
