package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Schedule;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The plan in use, and when it is time for another one.
 *
 * <p>A search takes time. So a plan is used at least two hundred times as long as it took to find,
 * and longer if the last ones were all alike. But where levels prove to agree more or less than
 * when the plan was made, it is used no longer than that; and where it proves slower than plain
 * decoding, or passes cost what nobody thought, it is made anew at once.
 */
final class Planning {

  private static final int LEAST_USE = 200; // times as long as the search took
  private static final int LEAST_USE_IF_SURPRISED = 40;
  private static final int MOST_PATIENCE = 4;
  private static final int LEAST_ROUNDS = 8;
  private static final int SETTLED = 16; // rounds
  private static final double CHANGE = 0.05; // of an acceptance

  /**
   * How much of a budget there must be for each token to come, for it to decide about the
   * composition: for a few rounds a change does not pay. A smaller one is spent by what is fastest
   * anyway.
   */
  private static final double LEAST_SHARE = 0.1;

  /** A budget that does not buy a rejection. */
  private static final double TOO_LITTLE = 0.99;

  /**
   * By how much a chain must be better for each level below the target. Of many that are predicted
   * to be as fast, the one that looks best is one of which too much is thought; and the more levels
   * it has, the more there was to be wrong about.
   */
  private static final double DOUBTS = 0.01;

  private static final double DOUBTS_IF_ESTIMATED = 0.1;

  private final Estimates estimates;
  private final boolean measures;
  private final double[] agreements; // (level): with the target, when the plan was made
  private @Nullable Plan plan;
  private boolean outdated;
  private boolean surprised;
  private int rounds;
  private int unchanged; // rounds since the composition changed
  private int askedNext = LEAST_ROUNDS; // rounds
  private int patience = 1;
  private long madeAt;
  private double pace = 1; // of the machine, when the plan was made
  private long nanos;

  /**
   * Begins without a plan.
   *
   * @param measures whether time may decide; otherwise the number of rounds does
   */
  Planning(Estimates estimates, boolean measures) {
    this.estimates = estimates;
    this.measures = measures;
    this.agreements = new double[estimates.levels()];
  }

  /** The plan in use. */
  Plan plan() {
    if (plan == null) {
      throw new IllegalStateException("no response was started");
    }
    return plan;
  }

  /** Begins a response: no level has missed anything, so it is free to change to any. */
  void start(int room, double budget) {
    plan = null;
    search(0, room, budget, new double[estimates.levels()]);
  }

  /** Begins a response that will not need a plan before the next is asked for. */
  void postpone() {
    plan = null;
    outdated = true;
  }

  /** Counts a round. */
  void count() {
    rounds++;
    unchanged++;
  }

  /** Makes the next round look for another plan. */
  void outdate() {
    outdated = true;
  }

  /**
   * Whether nothing is to be expected of the rounds to come that was not seen in those before: they
   * are plain, or their composition has been in use for a while. The latter only if costs are
   * measured: otherwise the number of rounds decides when to look for another plan.
   */
  boolean isSettled() {
    return !outdated && (plan().isPlain() || (measures && unchanged >= SETTLED));
  }

  boolean isDue() {
    if (outdated) {
      return true;
    }
    surprised |= estimates.wasSurprised();
    if (measures && surprised && age() > LEAST_USE_IF_SURPRISED * nanos) {
      return true;
    }
    if (rounds < askedNext) {
      return false; // asking costs something too
    }
    askedNext = rounds + LEAST_ROUNDS;
    boolean spends = plan().deviationPerToken() > 0; // and what is left decides how to go on
    if (!measures || spends) {
      return rounds >= 2 * LEAST_ROUNDS;
    }
    if (isSlowerThanPlain()) {
      return true;
    }
    return age() > LEAST_USE * nanos * (hasChanged() ? 1 : patience);
  }

  private long age() {
    return estimates.nanoTime() - madeAt;
  }

  /** By what factor the machine has become slower since the plan was made. */
  double slowdown() {
    return estimates.pace() / pace;
  }

  /** Whether the plan turned out to be no better than plain decoding would be. */
  private boolean isSlowerThanPlain() {
    if (plan().isPlain()) {
      return false;
    }
    Moment now = estimates.now();
    double factor = estimates.calibration(plan().chain(), now);
    factor *= plan().stopsEarly() ? estimates.chain(plan().chain()).stopping(now) : 1;
    return plan().secondsPerToken() * slowdown() * factor / plan().calibration()
        > estimates.plainSeconds();
  }

  private boolean hasChanged() {
    for (int level = 0; level < estimates.target(); level++) {
      double now = estimates.agreement(estimates.target(), level).mean();
      if (Math.abs(now - agreements[level]) > CHANGE) {
        return true;
      }
    }
    return false;
  }

  /** Looks for a better plan; returns the nanoseconds that this took. */
  long renew(Schedule.Progress progress) {
    double[] catchUp = new double[estimates.levels()];
    for (int level = 0; level < catchUp.length; level++) {
      int missed = progress.backlog(level) - 1;
      catchUp[level] =
          missed > 1 ? estimates.seconds(level, progress.position() - missed, missed) : 0;
    }
    int before = plan == null ? 0 : plan.chain();
    search(progress.position(), progress.room(), progress.budgetLeft(), catchUp);
    patience = plan().chain() == before ? Math.min(MOST_PATIENCE, 2 * patience) : 1;
    return nanos;
  }

  private void search(int position, int room, double budget, double[] catchUp) {
    long start = estimates.nanoTime();
    Plan before = plan;
    catchUp[estimates.target()] += measures ? estimates.warmUpSeconds(room) : 0;
    PlanSearch.Question question =
        new PlanSearch.Question(
            position,
            room,
            budget < LEAST_SHARE * room ? Math.min(budget, TOO_LITTLE) : budget,
            measures,
            measures ? DOUBTS : DOUBTS_IF_ESTIMATED,
            before == null ? 0 : before.chain(),
            estimates.now());
    plan = new PlanSearch(estimates, question, catchUp).best();
    if (before == null || !plan.composition().equals(before.composition())) {
      unchanged = 0;
    }
    Arrays.setAll(
        agreements,
        level ->
            level == estimates.target()
                ? 1
                : estimates.agreement(estimates.target(), level).mean());
    outdated = false;
    surprised = false;
    pace = estimates.pace();
    rounds = 0;
    askedNext = LEAST_ROUNDS;
    madeAt = estimates.nanoTime();
    nanos = madeAt - start;
  }
}
