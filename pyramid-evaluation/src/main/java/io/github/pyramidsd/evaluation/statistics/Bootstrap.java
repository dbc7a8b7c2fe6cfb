package io.github.pyramidsd.evaluation.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * 95 % confidence intervals of means over items and seeds, by resampling both.
 *
 * <p>Runs are not independent: those of an item share the item, those of a seed share the seed (and
 * the time of day). Resampling items and seeds and taking the cells where they cross counts the
 * noise of single runs up to three times (McCullagh 2000, Owen 2007), so that intervals are far too
 * wide where there is little but noise. Resampling items alone leaves out what a seed does to all.
 * So here (in the manner of Menzel 2021):
 *
 * <ul>
 *   <li>Whole items are drawn with replacement, with all their seeds. This carries what items
 *       differ by and the noise of single runs.
 *   <li>Seeds are drawn with replacement too, and what they add is scaled down to the part of their
 *       spread that the noise of single runs does not explain (analysis of variance); nothing, if
 *       it explains all.
 *   <li>The interval is made of percentiles of 2000 such draws. As few things to draw from give too
 *       narrow percentiles, their distances from the estimate are widened by √(n / (n − 1)) and by
 *       the ratio of Student's to the normal quantile (Hesterberg 2015), with the degrees of
 *       freedom of both parts together by Satterthwaite's rule.
 * </ul>
 *
 * <p>Draws are seeded: the same runs give the same interval.
 */
final class Bootstrap {

  private static final int DRAWS = 2000;
  private static final double TAIL = 0.025;
  private static final long SEED = 20260131;
  private static final double NORMAL =
      new NormalDistribution().inverseCumulativeProbability(1 - TAIL);

  private Bootstrap() {}

  /** Of the mean of all numbers. */
  static Interval mean(ItemSeedTable table) {
    double mean = table.mean();
    if (Double.isNaN(mean)) {
      return Interval.UNKNOWN;
    }
    Effects items = Effects.ofItems(table, mean);
    Effects seeds = Effects.ofSeeds(table, mean);
    if (items.count() < 2 && seeds.count() < 2) {
      return new Interval(mean, Double.NaN, Double.NaN);
    }
    if (items.count() < 2) {
      return interval(mean, seeds, 1, null, 0);
    }
    double noise = noise(table, mean, items, seeds);
    double spread = seeds.count() < 2 ? 0 : seeds.varianceOfMean();
    double own = spread == 0 ? 0 : Math.max(0, 1 - noise / spread);
    return interval(mean, items, 1, seeds, own);
  }

  /** Of the geometric mean; numbers must be positive. */
  static Interval geometricMean(ItemSeedTable table) {
    return mean(table.map(Math::log)).map(Math::exp);
  }

  /** Of a share of runs; numbers are 0 or 1. Where all agree, the bound of Clopper and Pearson. */
  static Interval share(ItemSeedTable table) {
    Interval interval = mean(table);
    double bound = Math.pow(TAIL, 1.0 / Math.max(1, table.itemCount())); // items are independent
    if (interval.estimate() == 1) {
      return new Interval(1, bound, 1);
    }
    if (interval.estimate() == 0) {
      return new Interval(0, 0, 1 - bound);
    }
    return interval.within(0, 1);
  }

  /** Of the ratio of sums, such as accepted to proposed, by its first-order expansion. */
  static Interval ratio(ItemSeedTable numerator, ItemSeedTable denominator) {
    double below = denominator.mean();
    double ratio = numerator.mean() / below;
    if (!Double.isFinite(ratio)) {
      return Interval.UNKNOWN;
    }
    ItemSeedTable rest = numerator.minus(denominator.map(x -> x * ratio));
    return mean(rest.map(x -> ratio + x / below));
  }

  /**
   * Of any statistic of items alone, by percentiles.
   *
   * @param count how many items there are
   * @param statistic of a sample of their numbers
   */
  static Interval ofItems(int count, ToDoubleFunction<int[]> statistic) {
    int[] sample = new int[count];
    Arrays.setAll(sample, i -> i);
    double estimate = statistic.applyAsDouble(sample);
    if (count < 2) {
      return new Interval(estimate, Double.NaN, Double.NaN);
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] draws = new double[DRAWS];
    for (int d = 0; d < DRAWS; d++) {
      Arrays.setAll(sample, i -> random.nextInt(count));
      draws[d] = statistic.applyAsDouble(sample);
    }
    Arrays.sort(draws);
    return new Interval(estimate, quantile(draws, TAIL), quantile(draws, 1 - TAIL));
  }

  private static Interval interval(
      double mean, Effects first, double firstOwn, @Nullable Effects second, double secondOwn) {
    double a = first.varianceOfMean() * firstOwn;
    double b = second == null ? 0 : second.varianceOfMean() * secondOwn;
    if (a + b == 0) {
      return new Interval(mean, mean, mean);
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] draws = new double[DRAWS];
    for (int d = 0; d < DRAWS; d++) {
      draws[d] = first.draw(random) * Math.sqrt(firstOwn);
      if (second != null && b > 0) {
        draws[d] += second.draw(random) * Math.sqrt(secondOwn);
      }
    }
    Arrays.sort(draws);
    double rest = second == null || b == 0 ? 0 : b * b / (second.count() - 1);
    double freedom = (a + b) * (a + b) / (a * a / (first.count() - 1) + rest);
    double widen = new TDistribution(freedom).inverseCumulativeProbability(1 - TAIL) / NORMAL;
    return new Interval(
        mean, mean + widen * quantile(draws, TAIL), mean + widen * quantile(draws, 1 - TAIL));
  }

  /** What the noise of single runs adds to the variance of the mean. */
  private static double noise(ItemSeedTable table, double mean, Effects items, Effects seeds) {
    double sum = 0;
    int cells = 0;
    for (int i = 0; i < table.itemCount(); i++) {
      for (int j = 0; j < table.seedCount(); j++) {
        double rest = table.value(i, j) - mean - items.effect(i) - seeds.effect(j);
        if (!Double.isNaN(rest)) {
          sum += rest * rest;
          cells++;
        }
      }
    }
    double freedom = Math.max(1.0, cells - items.count() - seeds.count() + 1);
    return sum / freedom / cells;
  }

  /** The quantile of sorted numbers, linear between them. */
  static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
