package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.statistics.ItemSeedTable.ItemKey;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.stat.descriptive.moment.Variance;

/**
 * How much answers change in quality with the seed alone.
 *
 * <p>Papers give the standard deviation over seeds of each seed's mean. Of three seeds it is known
 * to a factor of six. The same is seen far better item by item: the variance over seeds of one
 * item's quality, averaged over all configurations of a method; and items are many. The ratio of
 * two methods is the root of the ratio of these variances, with an interval from resampling items.
 */
public final class Instability {

  private final StudyRuns study;

  /** Looks at runs, as in {@link Summary#of}. */
  public Instability(
      List<RunResult> runs, List<Configuration> configurations, Map<String, TaskScore> scores) {
    study = new StudyRuns(runs, configurations, scores);
  }

  /** The ratio of the spread over seeds of one method to another's; unknown if one has none. */
  public Interval ratio(String method, String other) {
    Map<ItemKey, Double> above = variances(method);
    Map<ItemKey, Double> below = variances(other);
    List<double[]> pairs = new ArrayList<>();
    above.forEach(
        (item, variance) -> {
          Double partner = below.get(item);
          if (partner != null) {
            pairs.add(new double[] {variance, partner});
          }
        });
    double a = pairs.stream().mapToDouble(pair -> pair[0]).sum();
    double b = pairs.stream().mapToDouble(pair -> pair[1]).sum();
    if (a == 0 || b == 0) {
      return Interval.UNKNOWN;
    }
    return Bootstrap.ofItems(pairs.size(), sample -> ratio(pairs, sample));
  }

  private static double ratio(List<double[]> pairs, int[] sample) {
    double a = 0;
    double b = 0;
    for (int i : sample) {
      a += pairs.get(i)[0];
      b += pairs.get(i)[1];
    }
    return Math.sqrt(a / b); // infinity or NaN sort last: the upper end is then open
  }

  /**
   * The papers' figure: the standard deviation over seeds of each seed's mean quality, its root
   * mean square over the configurations of a method; NaN with fewer than two seeds.
   */
  public double seedDeviation(String method) {
    return Math.sqrt(
        tables(method).stream()
            .mapToDouble(table -> variance(table.seedMeans()))
            .filter(x -> !Double.isNaN(x))
            .average()
            .orElse(Double.NaN));
  }

  private Map<ItemKey, Double> variances(String method) {
    Map<ItemKey, double[]> sums = new LinkedHashMap<>();
    for (ItemSeedTable table : tables(method)) {
      for (int i = 0; i < table.itemCount(); i++) {
        double[] values = new double[table.seedCount()];
        for (int j = 0; j < values.length; j++) {
          values[j] = table.value(i, j);
        }
        double variance = variance(values);
        if (!Double.isNaN(variance)) {
          double[] sum = sums.computeIfAbsent(table.items().get(i), _ -> new double[2]);
          sum[0] += variance;
          sum[1]++;
        }
      }
    }
    Map<ItemKey, Double> means = new LinkedHashMap<>();
    sums.forEach((item, sum) -> means.put(item, sum[0] / sum[1]));
    return means;
  }

  private List<ItemSeedTable> tables(String method) {
    return study.configurations().stream()
        .filter(c -> Methods.label(c).equals(method))
        .map(c -> study.of(Summary.ALL_TASKS, c.label()))
        .filter(runs -> !runs.isEmpty())
        .map(runs -> ItemSeedTable.of(runs, study.quality()::of))
        .toList();
  }

  private static double variance(double[] values) {
    double[] known = Arrays.stream(values).filter(x -> !Double.isNaN(x)).toArray();
    return known.length < 2 ? Double.NaN : new Variance().evaluate(known);
  }
}
