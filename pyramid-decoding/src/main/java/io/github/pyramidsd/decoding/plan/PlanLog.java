package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.Pyramid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Takes down what a response was planned and what it did. */
final class PlanLog {

  private static final int MOST_PLAIN = 512;

  private static final class Use {
    final Composition composition;
    long tokens;
    long rounds;
    double seconds;
    double predicted;

    Use(Composition composition) {
      this.composition = composition;
    }

    void add(Use other) {
      tokens += other.tokens;
      rounds += other.rounds;
      seconds += other.seconds;
      predicted += other.predicted;
    }
  }

  private final List<Use> uses = new ArrayList<>(); // of one plan after the other
  private final Pyramid pyramid;
  private final LongSupplier nanoTime;
  private final double[] plainRounds = new double[MOST_PLAIN]; // seconds; a ring
  private long plain;
  private double plainSeconds; // of all plain rounds
  private long warmUpTokens;
  private double warmUpSeconds;
  private int plans;
  private long planningNanos;
  private long probingNanos;
  private long besides; // nanoseconds of this round that are not its own
  private long probeStart;
  private long passNanos;
  private @Nullable Plan plan; // of this round
  private @Nullable Use use;

  /**
   * Starts an empty one.
   *
   * @param nanoTime the clock, in nanoseconds
   */
  PlanLog(Pyramid pyramid, LongSupplier nanoTime) {
    this.pyramid = pyramid;
    this.nanoTime = nanoTime;
  }

  void planned(long nanos) {
    plans++;
    planningNanos += nanos;
    besides += nanos;
  }

  void probing() {
    probeStart = nanoTime.getAsLong();
  }

  /** Ends a probe; returns its nanoseconds. */
  long probed() {
    long nanos = nanoTime.getAsLong() - probeStart;
    probingNanos += nanos;
    besides += nanos;
    return nanos;
  }

  void startRound(Plan next) {
    if (!next.equals(plan)) {
      plan = next;
      use = new Use(next.composition());
      uses.add(use);
    }
    passNanos = 0;
  }

  void pass(long nanos) {
    passNanos += nanos;
  }

  /** The seconds of all passes of the round. */
  double passSeconds() {
    return passNanos / 1e9;
  }

  /**
   * Ends a round.
   *
   * @param isCold whether its code was still being compiled
   * @return the seconds that it took by itself
   */
  double endRound(int tokens, long nanos, boolean isCold) {
    double seconds = (nanos - besides) / 1e9;
    besides = 0;
    warmUpTokens += isCold ? tokens : 0;
    warmUpSeconds += isCold ? seconds : 0;
    if (plan != null && use != null) {
      use.tokens += tokens;
      use.rounds++;
      use.seconds += seconds;
      use.predicted += tokens * plan.secondsPerToken();
      if (plan.isPlain() && !isCold) {
        plainRounds[(int) (plain++ % MOST_PLAIN)] = seconds;
        plainSeconds += seconds;
      }
    }
    return seconds;
  }

  /** What was done, most tokens first; plans with the same lengths are one. */
  List<PlanReport.Use> uses() {
    Map<String, Use> byLabel = new LinkedHashMap<>();
    for (Use of : uses) {
      byLabel.computeIfAbsent(pyramid.label(of.composition), _ -> new Use(of.composition)).add(of);
    }
    List<PlanReport.Use> reports = new ArrayList<>();
    byLabel.forEach(
        (label, sum) ->
            reports.add(
                new PlanReport.Use(
                    label,
                    sum.tokens,
                    sum.rounds,
                    sum.seconds,
                    sum.tokens / sum.predicted,
                    sum.tokens / sum.seconds)));
    reports.sort(Comparator.comparingLong(PlanReport.Use::tokens).reversed());
    return reports;
  }

  double seconds() {
    double rounds = uses.stream().mapToDouble(of -> of.seconds).sum();
    return rounds + (planningNanos + probingNanos) / 1e9;
  }

  double predictedSeconds() {
    return uses.stream().mapToDouble(of -> of.predicted).sum();
  }

  long tokens() {
    return uses.stream().mapToLong(of -> of.tokens).sum();
  }

  long plainTokens() {
    return plain;
  }

  /**
   * The seconds that plain decoding takes for a token of this response after the warm-up: plain
   * rounds count as they were, and for the tokens of others their median; NaN if there was none.
   */
  double plainSecondsPerToken() {
    int count = (int) Math.min(plain, MOST_PLAIN);
    if (count == 0) {
      return Double.NaN;
    }
    double[] sorted = Arrays.copyOf(plainRounds, count);
    Arrays.sort(sorted);
    long warm = tokens() - warmUpTokens;
    return (plainSeconds + (warm - plain) * sorted[count / 2]) / warm;
  }

  long warmUpTokens() {
    return warmUpTokens;
  }

  double warmUpSeconds() {
    return warmUpSeconds;
  }

  int plans() {
    return plans;
  }

  double planningSeconds() {
    return planningNanos / 1e9;
  }

  double probingSeconds() {
    return probingNanos / 1e9;
  }
}
