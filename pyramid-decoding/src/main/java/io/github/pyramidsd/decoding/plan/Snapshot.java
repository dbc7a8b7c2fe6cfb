package io.github.pyramidsd.decoding.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is known at a moment, in tables: what choices are made from, and what is kept for the next
 * run.
 *
 * @param levels all levels, the target last
 * @param passes medians of pass times
 * @param agreements means of 1 − TV
 * @param overhead seconds of a speculative round outside its passes
 * @param plainOverhead seconds of a plain round outside its pass
 */
public record Snapshot(
    List<Measurements.Level> levels,
    List<Pass> passes,
    List<Agreement> agreements,
    double overhead,
    double plainOverhead) {

  /** What one more token adds to a pass over one until that is measured: less than it should. */
  private static final double SLOPE = 0.15;

  private static final double LOOKUP_SECONDS = 1e-6; // a proposal, until measured

  /**
   * Seconds of a level's passes over so many tokens.
   *
   * @param level its name
   * @param position the first of the doubling that this was measured in
   * @param tokens in the pass; 0: {@code seconds} are by the token, of large passes
   * @param seconds of a pass; of {@code tokens} proposals if the level has no model
   */
  public record Pass(String level, int position, int tokens, double seconds) {}

  /**
   * How often a level accepts what another one proposes.
   *
   * @param key the sampling options
   * @param verifier the name of the level that accepts
   * @param proposer the name of the level that proposes
   * @param means of 1 − TV by place, from the first
   * @param offered how often there is a proposal
   */
  public record Agreement(
      String key, String verifier, String proposer, List<Double> means, double offered) {
    /** Copies the list. */
    public Agreement {
      means = List.copyOf(means);
    }
  }

  /** Copies the lists. */
  public Snapshot {
    levels = List.copyOf(levels);
    passes = List.copyOf(passes);
    agreements = List.copyOf(agreements);
  }

  /** Returns how often a level accepts a lower one's proposals, if that is known. */
  Optional<Agreement> agreement(int verifier, int proposer) {
    String above = levels.get(verifier).name();
    String below = levels.get(proposer).name();
    return agreements.stream()
        .filter(one -> one.verifier.equals(above) && one.proposer.equals(below))
        .findFirst();
  }

  /**
   * Returns seconds of a level's passes over 1, 2, … tokens at a position, and by the token of
   * large ones at 0; empty if nothing is known of them. Sizes that were not measured lie between
   * their neighbours, and beyond the largest cost little more, so that they are tried.
   */
  Optional<double[]> seconds(int level, int position) {
    double[] seconds = measured(level, position);
    if (!levels.get(level).isModel()) {
      Arrays.setAll(seconds, r -> Double.isNaN(seconds[r]) ? r * LOOKUP_SECONDS : seconds[r]);
      return Optional.of(seconds);
    }
    int target = levels.size() - 1;
    if (Double.isNaN(seconds[1]) && level < target) { // as the target, by what prompts took
      double[] known = measured(target, position);
      seconds[1] = known[1] * seconds[PassTimes.BY_TOKEN] / known[PassTimes.BY_TOKEN];
    }
    for (int n = 2; n < seconds.length && Double.isNaN(seconds[1]); n++) {
      seconds[1] = seconds[n] / (1 + SLOPE * (n - 1));
    }
    if (Double.isNaN(seconds[1])) {
      return Optional.empty();
    }
    complete(seconds);
    return Optional.of(seconds);
  }

  private static void complete(double[] seconds) {
    int known = 1;
    for (int n = 2; n < seconds.length; n++) {
      if (!Double.isNaN(seconds[n])) {
        seconds[n] = Math.max(seconds[n], seconds[known]); // more tokens never cost less
        for (int i = known + 1; i < n; i++) {
          double share = (double) (i - known) / (n - known);
          seconds[i] = seconds[known] + share * (seconds[n] - seconds[known]);
        }
        known = n;
      }
    }
    for (int n = known + 1; n < seconds.length; n++) {
      seconds[n] = seconds[known] * (1 + SLOPE * (n - 1)) / (1 + SLOPE * (known - 1));
    }
    if (Double.isNaN(seconds[PassTimes.BY_TOKEN])) {
      seconds[PassTimes.BY_TOKEN] = seconds[PassTimes.MOST_TOKENS] / PassTimes.MOST_TOKENS;
    }
  }

  /** Each size as it was nearest to a position, scaled as another size tells; NaN if nowhere. */
  private double[] measured(int level, int position) {
    double[][] all = new double[PassTimes.DOUBLINGS][PassTimes.MOST_TOKENS + 1];
    for (double[] row : all) {
      Arrays.fill(row, Double.NaN);
    }
    for (Pass pass : passes) {
      if (pass.level.equals(levels.get(level).name())) {
        all[PassTimes.doubling(pass.position)][pass.tokens] = pass.seconds;
      }
    }
    int here = PassTimes.doubling(position);
    double[] seconds = all[here].clone();
    for (int distance = 1; distance < all.length; distance++) {
      for (int there : new int[] {here - distance, here + distance}) {
        if (there >= 0 && there < all.length) {
          double scale = scale(all[here], all[there]);
          for (int n = 0; n < seconds.length; n++) {
            seconds[n] = Double.isNaN(seconds[n]) ? scale * all[there][n] : seconds[n];
          }
        }
      }
    }
    return seconds;
  }

  /** How much longer the smallest pass takes that was measured both here and there. */
  private static double scale(double[] here, double[] there) {
    for (int n = 1; n < here.length; n++) {
      if (!Double.isNaN(here[n] / there[n])) {
        return here[n] / there[n];
      }
    }
    return 1;
  }
}
