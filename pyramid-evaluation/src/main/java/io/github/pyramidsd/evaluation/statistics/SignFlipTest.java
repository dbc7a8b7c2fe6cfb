package io.github.pyramidsd.evaluation.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Whether paired differences are more than noise: how often would their sum be as far from zero if
 * each had either sign with the same probability? That is what they have if the two ways that are
 * compared may be exchanged. No law of the differences is assumed.
 */
final class SignFlipTest {

  private static final int MOST_EXACT = 12; // 4096 ways
  private static final int DRAWS = 10_000;
  private static final long SEED = 7;

  private SignFlipTest() {}

  /**
   * The two-sided p-value; of up to 12 differences all signs are tried, of more, 10000 are drawn.
   *
   * @param differences independent ones, so one an item; NaNs are left out
   * @return 1 if there are none
   */
  static double pValue(double[] differences) {
    double[] known = Arrays.stream(differences).filter(x -> !Double.isNaN(x)).toArray();
    double scale = Arrays.stream(known).map(Math::abs).sum();
    double seen = Math.abs(Arrays.stream(known).sum()) - 1e-12 * scale; // rounding
    if (known.length <= MOST_EXACT) {
      int asFar = 0;
      int ways = 1 << known.length;
      for (int signs = 0; signs < ways; signs++) {
        asFar += Math.abs(sum(known, new long[] {signs})) >= seen ? 1 : 0;
      }
      return (double) asFar / ways;
    }
    SplittableRandom random = new SplittableRandom(SEED);
    long[] signs = new long[(known.length + 63) / 64];
    int asFar = 0;
    for (int d = 0; d < DRAWS; d++) {
      Arrays.setAll(signs, i -> random.nextLong());
      asFar += Math.abs(sum(known, signs)) >= seen ? 1 : 0;
    }
    return (1.0 + asFar) / (1.0 + DRAWS);
  }

  private static double sum(double[] differences, long[] signs) {
    double sum = 0;
    for (int i = 0; i < differences.length; i++) {
      sum += (signs[i >> 6] >>> (i & 63) & 1) == 0 ? differences[i] : -differences[i];
    }
    return sum;
  }
}
