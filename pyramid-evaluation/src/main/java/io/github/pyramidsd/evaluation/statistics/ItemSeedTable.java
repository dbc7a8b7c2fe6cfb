package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.evaluation.result.RunResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * A number of each run of a configuration, by item and seed. Where there is no run, or the run has
 * no such number, there is a NaN, which all means leave out.
 */
final class ItemSeedTable {

  /** An item of a task. */
  record ItemKey(String task, String item) {

    static final Comparator<ItemKey> ORDER =
        Comparator.comparing(ItemKey::task).thenComparing(ItemKey::item);

    static ItemKey of(RunResult run) {
      return new ItemKey(run.key().task(), run.key().item());
    }
  }

  private final List<ItemKey> items;
  private final List<Long> seeds;
  private final double[][] values; // (item, seed)

  ItemSeedTable(List<ItemKey> items, List<Long> seeds, double[][] values) {
    this.items = items;
    this.seeds = seeds;
    this.values = values;
  }

  /** Of runs of one configuration. */
  static ItemSeedTable of(Collection<RunResult> runs, ToDoubleFunction<RunResult> number) {
    Set<ItemKey> items = new LinkedHashSet<>();
    Set<Long> seeds = new TreeSet<>();
    for (RunResult run : runs) {
      items.add(ItemKey.of(run));
      seeds.add(run.key().seed());
    }
    List<ItemKey> rows = List.copyOf(items);
    List<Long> columns = List.copyOf(seeds);
    double[][] values = new double[rows.size()][columns.size()];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    Numbering<ItemKey> rowOf = new Numbering<>(rows);
    Numbering<Long> columnOf = new Numbering<>(columns);
    for (RunResult run : runs) {
      values[rowOf.of(ItemKey.of(run))][columnOf.of(run.key().seed())] = number.applyAsDouble(run);
    }
    return new ItemSeedTable(rows, columns, values);
  }

  /** Of bare numbers, which need no names. */
  static ItemSeedTable of(double[][] values) {
    List<ItemKey> items = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      items.add(new ItemKey("", String.valueOf(i)));
    }
    List<Long> seeds = new ArrayList<>();
    for (long j = 0; j < (values.length == 0 ? 0 : values[0].length); j++) {
      seeds.add(j);
    }
    return new ItemSeedTable(List.copyOf(items), List.copyOf(seeds), values);
  }

  List<ItemKey> items() {
    return items;
  }

  int itemCount() {
    return items.size();
  }

  int seedCount() {
    return seeds.size();
  }

  double value(int item, int seed) {
    return values[item][seed];
  }

  /** A function of each number. */
  ItemSeedTable map(DoubleUnaryOperator function) {
    double[][] mapped = new double[values.length][];
    Arrays.setAll(mapped, i -> Arrays.stream(values[i]).map(function).toArray());
    return new ItemSeedTable(items, seeds, mapped);
  }

  /** The difference of each run from the run of the same item and seed in another table. */
  ItemSeedTable minus(ItemSeedTable other) {
    Numbering<ItemKey> rowOf = new Numbering<>(other.items);
    Numbering<Long> columnOf = new Numbering<>(other.seeds);
    List<ItemKey> rows = items.stream().filter(rowOf::has).toList();
    List<Long> columns = seeds.stream().filter(columnOf::has).toList();
    Numbering<ItemKey> ownRow = new Numbering<>(items);
    Numbering<Long> ownColumn = new Numbering<>(seeds);
    double[][] difference = new double[rows.size()][columns.size()];
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < columns.size(); j++) {
        ItemKey row = rows.get(i);
        Long column = columns.get(j);
        difference[i][j] =
            values[ownRow.of(row)][ownColumn.of(column)]
                - other.values[rowOf.of(row)][columnOf.of(column)];
      }
    }
    return new ItemSeedTable(rows, columns, difference);
  }

  /** All numbers that there are. */
  double[] present() {
    return Arrays.stream(values)
        .flatMapToDouble(Arrays::stream)
        .filter(x -> !Double.isNaN(x))
        .toArray();
  }

  /** The mean of all numbers that there are, or NaN. */
  double mean() {
    return DoubleStream.of(present()).average().orElse(Double.NaN);
  }

  /** The mean of each item, over the seeds; NaN for one without numbers. */
  double[] itemMeans() {
    double[] means = new double[items.size()];
    Arrays.setAll(
        means,
        i -> Arrays.stream(values[i]).filter(x -> !Double.isNaN(x)).average().orElse(Double.NaN));
    return means;
  }

  /** The mean of each seed, over the items; NaN for one without numbers. */
  double[] seedMeans() {
    double[] means = new double[seeds.size()];
    Arrays.setAll(
        means,
        j ->
            Arrays.stream(values)
                .mapToDouble(row -> row[j])
                .filter(x -> !Double.isNaN(x))
                .average()
                .orElse(Double.NaN));
    return means;
  }

  /** Places of things in a list. */
  private static final class Numbering<T> {

    private final Map<T, Integer> numbers = new HashMap<>();

    Numbering(List<T> things) {
      for (T thing : things) {
        numbers.put(thing, numbers.size());
      }
    }

    boolean has(T thing) {
      return numbers.containsKey(thing);
    }

    int of(T thing) {
      return Objects.requireNonNull(numbers.get(thing));
    }
  }
}
