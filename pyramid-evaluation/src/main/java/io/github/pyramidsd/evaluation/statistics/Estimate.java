package io.github.pyramidsd.evaluation.statistics;

import java.util.Arrays;
import org.hipparchus.stat.descriptive.moment.StandardDeviation;

/**
 * A number of the runs of a configuration, summed up.
 *
 * @param mean over all runs, with its interval over items and seeds
 * @param median over all runs; NaN if there are none
 * @param seedDeviation the standard deviation over the seeds of each seed's mean, which papers give
 *     behind ±; NaN with fewer than two seeds
 * @param runs how many runs have the number
 */
public record Estimate(Interval mean, double median, double seedDeviation, int runs) {

  static Estimate of(ItemSeedTable table, boolean geometric) {
    return of(
        table,
        geometric ? Bootstrap.geometricMean(table) : Bootstrap.mean(table),
        geometric ? seedDeviation(table.map(Math::log), true) : seedDeviation(table, false));
  }

  /** Of 0 and 1. */
  static Estimate ofShare(ItemSeedTable table) {
    return of(table, Bootstrap.share(table), seedDeviation(table, false));
  }

  private static Estimate of(ItemSeedTable table, Interval mean, double seedDeviation) {
    double[] present = table.present();
    Arrays.sort(present);
    double median = present.length == 0 ? Double.NaN : Bootstrap.quantile(present, 0.5);
    return new Estimate(mean, median, seedDeviation, present.length);
  }

  private static double seedDeviation(ItemSeedTable table, boolean logarithms) {
    double[] means =
        Arrays.stream(table.seedMeans())
            .filter(x -> !Double.isNaN(x))
            .map(x -> logarithms ? Math.exp(x) : x)
            .toArray();
    return means.length < 2 ? Double.NaN : new StandardDeviation().evaluate(means);
  }
}
