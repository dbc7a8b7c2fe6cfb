package io.github.pyramidsd.evaluation.statistics;

import java.util.Collection;
import org.hipparchus.stat.StatUtils;

/**
 * How repeated measurements are spread.
 *
 * @param median the middle one, or the mean of the two in the middle
 */
public record Spread(double median, double min, double max) {

  /** Of at least one measurement. */
  public static Spread of(Collection<Double> values) {
    double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
    return new Spread(StatUtils.percentile(all, 50), StatUtils.min(all), StatUtils.max(all));
  }
}
