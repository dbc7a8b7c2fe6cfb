package io.github.pyramidsd.decoding.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a level's forward pass costs, by the number of tokens in it: a table to start with, and for
 * each number of tokens a factor by which passes take longer or shorter than the table says.
 *
 * <p>A measured factor is the median of the last passes of that size, so that it follows what
 * changes and a pause does not sway it. Sizes that cost alike by the table, because kernels take
 * several tokens at a time, are measured together.
 *
 * <p>A measurement is only as good as it is recent: the machine may have had other work, or the
 * code of that size may not have been compiled, if it was seldom used. So its weight fades, and
 * what fades gives way to what recent measurements of other sizes suggest, the nearest ones most,
 * and to the machine's pace: the table knows the shape of the curve, the measurements its height.
 * Where that is lower than what was measured, the size is sooner or later used, and measured,
 * again.
 */
final class PassCosts {

  /** Passes of more tokens than this are prompts and cost by the token. */
  static final int MOST_TOKENS = 33;

  private static final int WINDOW = 7;

  /** What was seen so often is believed as long as usual, and otherwise by the root of it. */
  private static final double OFTEN = 16;

  /** Below this weight a new measurement replaces the old ones. */
  private static final double STALE = 0.5;

  /** A weight so near to 1 is 1. */
  private static final double FRESH = 0.98;

  /** Over how many tokens a neighbour's weight halves. */
  private static final double NEIGHBOURHOOD = 4;

  private static final double[] NEAR = new double[MOST_TOKENS + 1]; // (distance)

  static {
    Arrays.setAll(NEAR, distance -> Math.pow(0.5, distance / NEIGHBOURHOOD));
  }

  /** What the machine's pace weighs beside neighbours. */
  private static final double PACE = 0.1;

  /** How much less than expected a size may cost that was never seen, so that it is tried. */
  private static final double OPTIMISM = 0.9;

  /** Up to this ratio sizes are thought to cost alike, and are measured together. */
  private static final double ALIKE = 1.1;

  /** By how much a cost must change at once for plans to be made anew. */
  private static final double SURPRISE = 1.1;

  private final int[] groups; // the least size of each
  private final int[] group = new int[MOST_TOKENS + 1]; // (tokens): the least size that costs alike
  private final double[] base = new double[MOST_TOKENS + 1]; // (tokens): seconds at position 0
  private final double[] slope = new double[MOST_TOKENS + 1]; // (tokens): seconds a position
  private final double[][] samples = new double[MOST_TOKENS + 1][WINDOW]; // (tokens, ring)
  private final int[] kept = new int[MOST_TOKENS + 1]; // (tokens): since the ring was emptied
  private final long[] counts = new long[MOST_TOKENS + 1]; // (tokens): of passes; 0: not seen
  private final Moment[] seenAt = new Moment[MOST_TOKENS + 1]; // (tokens)
  private final double[] logs = new double[MOST_TOKENS + 1]; // (tokens): of factors
  private final double[] sorted = new double[WINDOW];
  private final boolean[] isLoaded = new boolean[MOST_TOKENS + 1]; // (tokens)

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
    groups = Arrays.stream(group).skip(1).distinct().toArray();
    Arrays.fill(seenAt, Moment.START);
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
  List<CostProfile.Pass> measured() {
    List<CostProfile.Pass> passes = new ArrayList<>();
    for (int n = 1; n <= MOST_TOKENS; n++) {
      if (counts[group[n]] > WINDOW / 2) {
        passes.add(new CostProfile.Pass(n, base[n] * Math.exp(logs[group[n]])));
      } else if (isLoaded[n]) {
        passes.add(new CostProfile.Pass(n, base[n]));
      }
    }
    return passes;
  }

  /**
   * Hears of a pass.
   *
   * @param pace how much longer than the tables say everything takes
   * @return whether passes of that size cost clearly more or less than was thought
   */
  boolean observe(int position, int tokens, double seconds, double pace, Moment now) {
    int n = group[Math.min(tokens, MOST_TOKENS)];
    double thought = logFactor(n, pace, now);
    // The first pass of its size meets code that is not compiled and memory that is not mapped.
    if (counts[n] == 1 || weight(n, now) < STALE) {
      kept[n] = 0;
    }
    samples[n][kept[n] % WINDOW] = seconds / table(position, tokens);
    kept[n] = kept[n] + 1 < 2 * WINDOW ? kept[n] + 1 : WINDOW;
    counts[n]++;
    seenAt[n] = now;
    logs[n] = Math.log(median(samples[n], Math.min(WINDOW, kept[n])));
    return counts[n] > 1 && Math.abs(logs[n] - thought) > Math.log(SURPRISE);
  }

  private double median(double[] values, int count) {
    System.arraycopy(values, 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    return count % 2 == 1
        ? sorted[count / 2]
        : Math.sqrt(sorted[count / 2 - 1] * sorted[count / 2]);
  }

  /** How much longer than the table says passes take, as far as that was measured lately. */
  double pace(Moment now) {
    double weights = 0;
    double sum = 0;
    for (int n : groups) {
      double weight = weight(n, now);
      weights += weight;
      sum += weight * logs[n];
    }
    return weights > 0 ? Math.exp(sum / weights) : 1;
  }

  /** Seconds of a pass, of any number of tokens. */
  double seconds(int position, int tokens, double pace, Moment now) {
    double factor = Math.exp(logFactor(Math.min(tokens, MOST_TOKENS), pace, now));
    return table(position, tokens) * factor;
  }

  /**
   * Fills in the seconds of passes of 1, 2, … tokens at a position.
   *
   * @param optimistic whether sizes that were not seen lately are to be thought cheap
   */
  void fill(double[] seconds, int position, boolean optimistic, double pace, Moment now) {
    for (int n = 1; n < seconds.length; n++) {
      double unsure = optimistic ? 1 - weight(group[n], now) : 0;
      seconds[n] = seconds(position, n, pace, now) * (1 - (1 - OPTIMISM) * unsure);
    }
  }

  private double table(int position, int tokens) {
    if (tokens <= MOST_TOKENS) {
      return base[tokens] + slope[tokens] * position;
    }
    double scale = (double) tokens / MOST_TOKENS;
    return scale * (base[MOST_TOKENS] + slope[MOST_TOKENS] * (position + 0.5 * tokens));
  }

  /** What the measurements of a group are worth: 1 just after one. */
  private double weight(int n, Moment now) {
    return counts[n] == 0 ? 0 : seenAt[n].weight(now, Math.sqrt(counts[n] / OFTEN));
  }

  /** The logarithm of the factor of a size: its own, or what others suggest, or between. */
  private double logFactor(int tokens, double pace, Moment now) {
    int n = group[tokens];
    double own = weight(n, now);
    if (own > FRESH) {
      return logs[n];
    }
    double weights = PACE;
    double sum = PACE * Math.log(pace);
    for (int other : groups) {
      if (other != n && counts[other] > 0) {
        double weight = NEAR[Math.abs(other - n)] * weight(other, now);
        weights += weight;
        sum += weight * logs[other];
      }
    }
    return own * logs[n] + (1 - own) * sum / weights;
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
