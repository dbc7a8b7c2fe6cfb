package io.github.pyramidsd.evaluation.statistics;

import java.util.SplittableRandom;

/** How far the means of items, or of seeds, lie from the mean of all runs. */
final class Effects {

  private final double[] effects; // NaN where there is no run
  private final double[] drawn; // those that there are, times the share of their runs
  private final double[] weights; // runs of each of these, in units of their mean
  private final double widen;

  private Effects(double[] means, int[] runs, double mean) {
    effects = new double[means.length];
    int count = 0;
    int all = 0;
    for (int i = 0; i < means.length; i++) {
      effects[i] = means[i] - mean;
      count += runs[i] > 0 ? 1 : 0;
      all += runs[i];
    }
    drawn = new double[count];
    weights = new double[count];
    int next = 0;
    for (int i = 0; i < means.length; i++) {
      if (runs[i] > 0) {
        weights[next] = (double) runs[i] * count / all;
        drawn[next] = effects[i] * weights[next];
        next++;
      }
    }
    widen = count < 2 ? 0 : Math.sqrt((double) count / (count - 1));
  }

  static Effects ofItems(ItemSeedTable table, double mean) {
    int[] runs = new int[table.itemCount()];
    for (int i = 0; i < table.itemCount(); i++) {
      for (int j = 0; j < table.seedCount(); j++) {
        runs[i] += Double.isNaN(table.value(i, j)) ? 0 : 1;
      }
    }
    return new Effects(table.itemMeans(), runs, mean);
  }

  static Effects ofSeeds(ItemSeedTable table, double mean) {
    int[] runs = new int[table.seedCount()];
    for (int i = 0; i < table.itemCount(); i++) {
      for (int j = 0; j < table.seedCount(); j++) {
        runs[j] += Double.isNaN(table.value(i, j)) ? 0 : 1;
      }
    }
    return new Effects(table.seedMeans(), runs, mean);
  }

  /** How many have runs. */
  int count() {
    return drawn.length;
  }

  double effect(int i) {
    return effects[i];
  }

  /** The variance of the mean of all, estimated from how these differ. */
  double varianceOfMean() {
    double sum = 0;
    for (double effect : drawn) {
      sum += effect * effect;
    }
    return count() < 2 ? 0 : sum / (count() - 1) / count();
  }

  /** The mean effect of a sample with replacement, of as many, with the variance of the mean. */
  double draw(SplittableRandom random) {
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < drawn.length; i++) {
      int one = random.nextInt(drawn.length);
      sum += drawn[one];
      weight += weights[one];
    }
    return sum / weight * widen;
  }
}
