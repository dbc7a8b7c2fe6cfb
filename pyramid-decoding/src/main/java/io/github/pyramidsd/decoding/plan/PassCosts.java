package io.github.pyramidsd.decoding.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a level's forward pass costs, by the number of tokens in it: a table to start with, the
 * machine's {@link Pace}, and for each number of tokens a factor by which passes take longer or
 * shorter than these say. Sizes that cost alike by the table, because kernels take several tokens
 * at a time, have one factor.
 *
 * <p>Both are logarithms with a variance, and a pass moves each by its share of what it deviates (a
 * Kalman filter whose covariances are left out). So the pace takes up what wanders, and a factor
 * what is peculiar to its size, the more the less that is known of it. Factors are unsure while
 * their passes are few, since a JVM compiles their code by and by, and grow unsure with time. Of a
 * size that is unsure, others tell: the nearer, the more. And while a size is not used, its factor
 * goes back to what it was in the long run: whatever made it dear then may be over.
 */
final class PassCosts {

  /** Passes of more tokens than this are prompts and cost by the token. */
  static final int MOST_TOKENS = 33;

  /** Up to this ratio sizes are thought to cost alike, and are measured together. */
  private static final double ALIKE = 1.1;

  // Variances of logarithms.
  private static final double NOISE = 0.14 * 0.14; // of a single pass
  private static final double COLD_NOISE = 1; // of the first pass; falls with their number
  private static final double UNKNOWN = 0.4 * 0.4; // of a factor before anything is measured
  private static final double KEPT = 0.1 * 0.1; // of a factor that an earlier run measured
  private static final double WANDERING = 0.015 * 0.015; // of a factor, a second
  private static final double COMPILING = 0.12 * 0.12; // of a new factor, a second and a pass
  private static final double UNLIKE = 0.02; // of a factor and that of half the size
  private static final double OTHER_CODE = 0.06; // of a factor of one token and of several

  /** After so many passes 1/e of what compiling adds is left. */
  private static final double WARM = 20;

  private static final double[] LOG2 =
      IntStream.rangeClosed(0, MOST_TOKENS).mapToDouble(n -> Math.log(n) / Math.log(2)).toArray();

  /** The seconds in which a factor goes most of the way back to what is usual. */
  private static final double RETURNING = 4;

  /** The share of what a factor deviates from the usual by that is expected to last for a plan. */
  private static final double LASTING = 0.5;

  /** Over so many passes the long run is, at most and as a share of all. */
  private static final double LONG_RUN = 400;

  private static final double LONG_RUN_SHARE = 0.25;

  /** A pass deviates by so many standard deviations at most; beyond, it met a pause. */
  private static final double MOST_DEVIATION = 2;

  /** So unsure a factor always is: what is hoped for is what goes beyond. */
  private static final double USUAL_DEVIATION = 0.04;

  private static final double MOST_HOPE = 0.3;

  /** By how much a factor must move for plans to be made anew. */
  private static final double SURPRISE = Math.log(1.1);

  /** Of a size that was seen less often nothing is kept. */
  private static final int LEAST_KEPT = 4;

  private final Pace pace;
  private final Prior prior;
  private final int[] groups; // the least size of each
  private final int[] group = new int[MOST_TOKENS + 1]; // (tokens): the least size that costs alike
  private final double[] base = new double[MOST_TOKENS + 1]; // (tokens): seconds at position 0
  private final double[] slope = new double[MOST_TOKENS + 1]; // (tokens): seconds a position
  private final double[] factors = new double[MOST_TOKENS + 1]; // (group): logarithms
  private final double[] usual = new double[MOST_TOKENS + 1]; // (group): factors in the long run
  private final double[] variances = new double[MOST_TOKENS + 1]; // (group): when last seen
  private final long[] counts = new long[MOST_TOKENS + 1]; // (group): of passes
  private final Moment[] seenAt = new Moment[MOST_TOKENS + 1]; // (group)
  private final double[] moved = new double[MOST_TOKENS + 1]; // (group): since the last surprise
  private final boolean[] isLoaded = new boolean[MOST_TOKENS + 1]; // (tokens)

  /** What a pass costs before anything is measured. */
  interface Table {
    double seconds(int position, int tokens);
  }

  /** What is thought of a factor of which nothing tells. */
  interface Prior {
    double log(Moment now);
  }

  PassCosts(Table table, Pace pace) {
    this(table, pace, _ -> 0);
  }

  PassCosts(Table table, Pace pace, Prior prior) {
    this.pace = pace;
    this.prior = prior;
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
      if (counts[group[n]] >= LEAST_KEPT) {
        passes.add(new CostProfile.Pass(n, base[n] * Math.exp(factors[group[n]] + pace.log())));
      } else if (isLoaded[n]) {
        passes.add(new CostProfile.Pass(n, base[n]));
      }
    }
    return passes;
  }

  /**
   * Hears of a pass.
   *
   * @return whether passes of that size cost clearly more or less than was thought
   */
  boolean observe(int position, int tokens, double seconds, Moment now) {
    int n = group[Math.min(tokens, MOST_TOKENS)];
    if (counts[n] == 0) {
      Factor thought = factor(n, now);
      factors[n] = thought.log;
      usual[n] = thought.log;
      variances[n] = thought.variance;
      seenAt[n] = now;
    }
    double young = 1 / (1 + 0.5 * counts[n]);
    double noise = NOISE + COLD_NOISE * young * young;
    double own = variance(n, now) + COMPILING * cold(n);
    double machine = pace.variance(now);
    double sum = own + machine + noise;
    double most = MOST_DEVIATION * Math.sqrt(sum);
    factors[n] = usual[n] + deviation(n, now);
    double residual = Math.log(seconds / table(position, tokens)) - factors[n] - pace.log();
    double step = Math.clamp(residual, -most, most) / sum;
    factors[n] += own * step;
    moved[n] += own * step;
    variances[n] = own - own * own / sum;
    pace.update(machine * step, machine - machine * machine / sum, now);
    counts[n]++;
    seenAt[n] = now;
    usual[n] += (factors[n] - usual[n]) / Math.clamp(LONG_RUN_SHARE * counts[n], 1, LONG_RUN);
    if (Math.abs(moved[n]) < SURPRISE) {
      return false;
    }
    Arrays.fill(moved, 0);
    return true;
  }

  /** By how much the logarithm of a factor deviates from the usual by now. */
  private double deviation(int n, Moment now) {
    return (factors[n] - usual[n]) * Math.exp(-now.since(seenAt[n]) / RETURNING);
  }

  /** The logarithm of a factor that is to be expected. */
  private double log(int n, Moment now) {
    return usual[n] + LASTING * deviation(n, now);
  }

  /** How much of its code is yet to be compiled, as a share of variances: 1 before it is used. */
  private double cold(int n) {
    return Math.exp(-counts[n] / WARM);
  }

  /** The variance of a factor by now. */
  private double variance(int n, Moment now) {
    return variances[n] + (WANDERING + COMPILING * cold(n)) * now.since(seenAt[n]);
  }

  /**
   * A factor as far as it is known.
   *
   * @param log its logarithm
   * @param variance of that
   */
  record Factor(double log, double variance) {}

  /** What measurements say of a size: the mean of all factors, weighed by how much they tell. */
  Factor factor(int tokens, Moment now) {
    return factor(group[Math.min(tokens, MOST_TOKENS)], prior.log(now), now);
  }

  private Factor factor(int n, double thought, Moment now) {
    boolean isKept = isLoaded[n] && counts[n] == 0;
    double weights = 1 / (isKept ? KEPT : UNKNOWN);
    double sum = isKept ? 0 : thought * weights;
    for (int other : groups) {
      if (counts[other] > 0) {
        double weight = 1 / (variance(other, now) + unlike(n, other));
        weights += weight;
        sum += weight * log(other, now);
      }
    }
    return new Factor(sum / weights, 1 / weights);
  }

  /** How much factors of two sizes may differ, as a variance. */
  private static double unlike(int n, int other) {
    double otherCode = (n == 1) == (other == 1) ? 0 : OTHER_CODE;
    return UNLIKE * Math.abs(LOG2[n] - LOG2[other]) + otherCode;
  }

  /** Seconds of a pass, of any number of tokens. */
  double seconds(int position, int tokens, Moment now) {
    return table(position, tokens) * Math.exp(factor(tokens, now).log + pace.log());
  }

  /**
   * Fills in the seconds of passes of 1, 2, … tokens at a position.
   *
   * @param optimistic whether sizes that are unsure are to be thought cheap
   */
  void fill(double[] seconds, int position, boolean optimistic, Moment now) {
    double thought = prior.log(now);
    double scale = 1;
    for (int n = 1; n < seconds.length; n++) {
      if (group[n] == n) {
        Factor factor = factor(n, thought, now);
        double deviation = Math.sqrt(factor.variance) - USUAL_DEVIATION;
        double hope = optimistic ? Math.clamp(deviation, 0, MOST_HOPE) : 0;
        scale = Math.exp(factor.log + pace.log() - hope);
      }
      // More tokens never cost less, however much is hoped for.
      seconds[n] = Math.max(seconds[n - 1], scale * table(position, n));
    }
  }

  private double table(int position, int tokens) {
    if (tokens <= MOST_TOKENS) {
      return base[tokens] + slope[tokens] * position;
    }
    double scale = (double) tokens / MOST_TOKENS;
    return scale * (base[MOST_TOKENS] + slope[MOST_TOKENS] * (position + 0.5 * tokens));
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
