package io.github.pyramidsd.evaluation.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction (1979): of many tests some come out small by chance; of the corrected p-values
 * the probability that any true null hypothesis is below a level is at most that level.
 */
final class Holm {

  private Holm() {}

  /** The corrected p-values, in the same order. */
  static double[] adjust(double[] pValues) {
    int[] order =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[pValues.length];
    Arrays.fill(adjusted, 1);
    double greatest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      double corrected = (pValues.length - rank) * pValues[order[rank]];
      greatest = Math.max(greatest, Math.min(1, corrected));
      adjusted[order[rank]] = greatest;
    }
    return adjusted;
  }
}
