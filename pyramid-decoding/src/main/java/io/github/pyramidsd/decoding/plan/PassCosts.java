package io.github.pyramidsd.decoding.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a level's forward pass costs, by the number of tokens in it: a table to start with, and for
 * each number of tokens a factor by which passes take longer or shorter than the table says.
 *
 * <p>All is relative to the {@linkplain Pace pace} of the machine at the time, because what slows
 * one level down (a processor with other work, code that is not compiled yet) slows all. A factor
 * is the median of the last passes of that size, so that it follows what changes and a pause does
 * not sway it. Sizes that cost alike by the table, because kernels take several tokens at a time,
 * are measured together. Sizes that were not seen yet take after their neighbours, the less the
 * farther these are: the table knows the shape of the curve, the measurements its height.
 */
final class PassCosts {

  /** Passes of more tokens than this are prompts and cost by the token. */
  static final int MOST_TOKENS = 33;

  private static final int WINDOW = 7;

  private static final int OFTEN = 5;

  /** Over how many tokens a neighbour's factor fades. */
  private static final double NEIGHBOURHOOD = 8;

  /** How much less than expected a size may cost that was never seen, so that it is tried. */
  private static final double OPTIMISM = 0.9;

  /** Up to this ratio sizes are thought to cost alike, and are measured together. */
  private static final double ALIKE = 1.1;

  private final int[] group = new int[MOST_TOKENS + 1]; // (tokens): the least size that costs alike
  private final double[] base = new double[MOST_TOKENS + 1]; // (tokens): seconds at position 0
  private final double[] slope = new double[MOST_TOKENS + 1]; // (tokens): seconds a position
  private final double[][] samples = new double[MOST_TOKENS + 1][WINDOW]; // (tokens, ring)
  private final long[] counts = new long[MOST_TOKENS + 1];
  private final double[] factors = new double[MOST_TOKENS + 1]; // NaN: not seen
  private final double[] sorted = new double[WINDOW];
  private final boolean[] isLoaded = new boolean[MOST_TOKENS + 1]; // (tokens)
  private long passes;

  /** What a pass costs before anything is measured. */
  interface Table {
    double seconds(int position, int tokens);
  }

  PassCosts(Table table) {
    int far = 1024;
    for (int n = 1; n <= MOST_TOKENS; n++) {
      base[n] = table.seconds(0, n);
      slope[n] = (table.seconds(far, n) - base[n]) / far;
      boolean isAlike = n > 2 && base[n] < ALIKE * base[group[n - 1]];
      group[n] = isAlike ? group[n - 1] : n;
    }
    Arrays.fill(factors, Double.NaN);
  }

  /** Takes what earlier runs measured for the table. */
  void load(List<CostProfile.Pass> passes) {
    double[] known = new double[MOST_TOKENS + 1];
    Arrays.fill(known, Double.NaN);
    for (CostProfile.Pass pass : passes) {
      if (pass.tokens() >= 1 && pass.tokens() <= MOST_TOKENS && isPossible(pass.seconds())) {
        known[pass.tokens()] = pass.seconds() / base[pass.tokens()];
      }
    }
    for (int n = 1; n <= MOST_TOKENS; n++) {
      double factor = interpolate(known, n);
      isLoaded[n] = !Double.isNaN(known[n]);
      base[n] *= Double.isNaN(factor) ? 1 : factor;
      slope[n] *= Double.isNaN(factor) ? 1 : factor;
    }
  }

  private static boolean isPossible(double seconds) {
    return seconds > 0 && seconds < Double.POSITIVE_INFINITY;
  }

  /**
   * What was measured, at position 0; of each size that was seen often enough, now or by an earlier
   * run.
   */
  List<CostProfile.Pass> measured(double pace) {
    List<CostProfile.Pass> passes = new ArrayList<>();
    for (int n = 1; n <= MOST_TOKENS; n++) {
      if (counts[group[n]] > WINDOW / 2) {
        passes.add(new CostProfile.Pass(n, pace * base[n] * factor(n)));
      } else if (isLoaded[n]) {
        passes.add(new CostProfile.Pass(n, base[n]));
      }
    }
    return passes;
  }

  /**
   * Hears of a pass.
   *
   * @param pace of the machine
   */
  void observe(int position, int tokens, double seconds, double pace) {
    int n = group[Math.min(tokens, MOST_TOKENS)];
    double factor = seconds / (pace * table(position, tokens));
    // The first pass of its size meets code that is not compiled and memory that is not mapped.
    long place = Math.max(0, counts[n] - 1);
    samples[n][(int) (place % WINDOW)] = factor;
    counts[n]++;
    passes++;
    factors[n] = median(samples[n], (int) Math.min(WINDOW, place + 1));
  }

  /** Whether passes of that size were seen so often that they tell the pace. */
  boolean tellsPace(int tokens) {
    long count = counts[group[Math.min(tokens, MOST_TOKENS)]];
    return count >= OFTEN || count == passes;
  }

  /** By how much longer a pass took than was to be expected of it: what it says of the pace. */
  double pace(int position, int tokens, double seconds) {
    return seconds / seconds(position, tokens, 1);
  }

  private double median(double[] values, int count) {
    System.arraycopy(values, 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    return count % 2 == 1
        ? sorted[count / 2]
        : Math.sqrt(sorted[count / 2 - 1] * sorted[count / 2]);
  }

  /** Seconds of a pass, of any number of tokens. */
  double seconds(int position, int tokens, double pace) {
    return pace * table(position, tokens) * factor(Math.min(tokens, MOST_TOKENS));
  }

  /**
   * Fills in the seconds of passes of 1, 2, … tokens at a position.
   *
   * @param optimistic whether sizes that were never seen are to be thought cheap
   */
  void fill(double[] seconds, int position, double pace, boolean optimistic) {
    for (int n = 1; n < seconds.length; n++) {
      double hope = optimistic ? hope(n) : 1;
      seconds[n] = hope * seconds(position, n, pace);
    }
  }

  private double hope(int tokens) {
    for (int distance = 0; distance < MOST_TOKENS; distance++) {
      int down = tokens - distance;
      int up = tokens + distance;
      if ((down >= 1 && counts[group[down]] > 0) || (up <= MOST_TOKENS && counts[group[up]] > 0)) {
        return Math.max(OPTIMISM, 1 - 0.03 * distance);
      }
    }
    return OPTIMISM;
  }

  private double table(int position, int tokens) {
    if (tokens <= MOST_TOKENS) {
      return base[tokens] + slope[tokens] * position;
    }
    double scale = (double) tokens / MOST_TOKENS;
    return scale * (base[MOST_TOKENS] + slope[MOST_TOKENS] * (position + 0.5 * tokens));
  }

  /** The factor at n: its own, or what its nearest neighbours on both sides suggest. */
  private double factor(int tokens) {
    int n = group[tokens];
    if (!Double.isNaN(factors[n])) {
      return factors[n];
    }
    double weight = 0;
    double sum = 0;
    for (int step : new int[] {-1, 1}) {
      int other = n + step;
      while (other >= 1 && other <= MOST_TOKENS && Double.isNaN(factors[other])) {
        other += step;
      }
      if (other >= 1 && other <= MOST_TOKENS) {
        double distance = Math.abs(other - n);
        weight += 1 / distance;
        sum += Math.log(factors[other]) * Math.exp(-distance / NEIGHBOURHOOD) / distance;
      }
    }
    return weight == 0 ? 1 : Math.exp(sum / weight);
  }

  /** The value at n, between its known neighbours, or that of the only one; NaN if none is. */
  private static double interpolate(double[] values, int n) {
    int down = n;
    while (down >= 1 && Double.isNaN(values[down])) {
      down--;
    }
    int up = n;
    while (up <= MOST_TOKENS && Double.isNaN(values[up])) {
      up++;
    }
    if (down < 1) {
      return up > MOST_TOKENS ? Double.NaN : values[up];
    }
    if (up > MOST_TOKENS || up == down) {
      return values[down];
    }
    double share = (double) (n - down) / (up - down);
    return values[down] + share * (values[up] - values[down]);
  }
}
