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
 * @param overhead seconds of a round outside its passes
 */
public record Snapshot(
    List<Measurements.Level> levels,
    List<Pass> passes,
    List<Agreement> agreements,
    double overhead) {

  /** What a pass over one more token costs at least, as a share of a pass over one, until known. */
  private static final double SLOPE = Knob.d("slope", 0.15);

  private static final double LOOKUP_SECONDS = 1e-6; // a proposal, until known

  /**
   * Seconds of a level's passes over so many tokens.
   *
   * @param level its name
   * @param position the first of the doubling that this was measured in
   * @param tokens in the pass; 0: {@code seconds} are by the token, of prompts
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

  int target() {
    return levels.size() - 1;
  }

  /** How often a level accepts a lower one's proposals, if that is known. */
  Optional<Agreement> agreement(int verifier, int proposer) {
    String above = levels.get(verifier).name();
    String below = levels.get(proposer).name();
    for (Agreement agreement : agreements) {
      if (agreement.verifier.equals(above) && agreement.proposer.equals(below)) {
        return Optional.of(agreement);
      }
    }
    return Optional.empty();
  }

  /**
   * A level's pass times at a position.
   *
   * @param seconds (MOST_TOKENS + 1): of passes over 1, 2, … tokens; the first is by the token, of
   *     prompts
   * @param measured whether a size was measured
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, changed by none
  record Costs(double[] seconds, boolean[] measured) {}

  /** A level's pass times at a position, if anything is known of them. */
  Optional<Costs> costs(int level, int position) {
    double[] seconds = medians(level, position);
    if (!levels.get(level).isModel()) {
      return Optional.of(new Costs(proposals(seconds), measured(seconds)));
    }
    boolean[] measured = measured(seconds);
    if (Double.isNaN(seconds[1])) {
      seconds[1] = guessFirst(seconds, level, position);
    }
    if (Double.isNaN(seconds[1])) {
      return Optional.empty();
    }
    complete(seconds);
    return Optional.of(new Costs(seconds, measured));
  }

  private static boolean[] measured(double[] seconds) {
    boolean[] measured = new boolean[seconds.length];
    for (int n = 0; n < seconds.length; n++) {
      measured[n] = !Double.isNaN(seconds[n]);
    }
    return measured;
  }

  /** Of each size the median nearest to a position, scaled by what another size tells; else NaN. */
  private double[] medians(int level, int position) {
    String name = levels.get(level).name();
    int here = PassTimes.doubling(position);
    double[] seconds = new double[PassTimes.MOST_TOKENS + 1];
    int[] from = new int[seconds.length];
    Arrays.fill(seconds, Double.NaN);
    for (Pass pass : passes) {
      int n = pass.tokens;
      int doubling = PassTimes.doubling(pass.position);
      boolean isNearer =
          Double.isNaN(seconds[n]) || Math.abs(doubling - here) < Math.abs(from[n] - here);
      if (pass.level.equals(name) && isNearer) {
        seconds[n] = pass.seconds;
        from[n] = doubling;
      }
    }
    double[] own = seconds.clone();
    for (Pass pass : passes) { // measured here and where another size was measured only
      int doubling = PassTimes.doubling(pass.position);
      if (pass.level.equals(name) && doubling != here && pass.tokens != PassTimes.BY_TOKEN) {
        boolean isHere = !Double.isNaN(own[pass.tokens]) && from[pass.tokens] == here;
        for (int n = 1; n < seconds.length && isHere; n++) {
          if (from[n] == doubling && !Double.isNaN(own[n])) {
            seconds[n] = own[n] * own[pass.tokens] / pass.seconds;
          }
        }
      }
    }
    return seconds;
  }

  /** Seconds of a pass over one token of a level of which only larger passes are known. */
  private double guessFirst(double[] seconds, int level, int position) {
    if (level != target()) {
      double[] target = medians(target(), position);
      double ratio = seconds[PassTimes.BY_TOKEN] / target[PassTimes.BY_TOKEN];
      if (!Double.isNaN(ratio * target[1])) {
        return ratio * target[1];
      }
    }
    for (int n = 2; n < seconds.length; n++) {
      if (!Double.isNaN(seconds[n])) {
        return seconds[n] / (1 + SLOPE * (n - 1));
      }
    }
    return Double.NaN;
  }

  /** Fills the gaps: between sizes that are known evenly, and beyond them as cheaply as may be. */
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

  private static double[] proposals(double[] seconds) {
    double each = LOOKUP_SECONDS;
    double[] all = new double[seconds.length];
    for (int r = 1; r < seconds.length; r++) {
      each = Double.isNaN(seconds[r]) ? each : seconds[r] / r;
      all[r] = r * each;
    }
    return all;
  }
}
