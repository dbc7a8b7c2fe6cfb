package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.StopRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the composition and the lengths that are predicted to be fastest, by looking at all: every
 * chain of up to four levels, with block lengths of a coarse scale.
 *
 * <p>With a deviation budget a point is what a composition takes and spends, a token: its seconds y
 * and its total variation x. Rounds of several compositions can be mixed, so what is reachable is
 * the convex hull of the points, and the best use of a budget of ρ a token is on its lower edge: a
 * mixture of the two corners beside ρ. The one that spends more comes first; when it has brought ρ
 * down far enough, the other one follows. Which corners there are says where an unseen acceptance
 * saves most: see {@link AcceptanceRule.Budgeted}.
 */
final class PlanSearch {

  /**
   * What is asked.
   *
   * @param position in the context
   * @param room how many tokens may still come
   * @param budget what may be spent of total variation on them; 0 or infinite: plan without loss
   * @param optimistic whether to hope well of passes of which little is known
   * @param doubts by what share a chain must be better for each level below the target
   * @param preferred the chain that is in use, which must be beaten clearly; 0 if none is
   * @param now tells which calibrations are old
   */
  record Question(
      int position,
      int room,
      double budget,
      boolean optimistic,
      double doubts,
      int preferred,
      Moment now) {}

  private static final int MOST_LEVELS = 4;
  private static final double CLEARLY = 1.01;
  private static final int CONTENDERS = 3;

  /** With less than this left, a budget does not buy a rejection. */
  private static final double LEAST_BUDGET = 1;

  /** What is known where the plan is for, computed once. */
  static final class Known {
    private final Estimates estimates;
    private final double[][] passCosts; // (level, tokens)
    private final double[][][] acceptances; // (level, proposer, place), as far as asked for
    private final double overhead;

    Known(Estimates estimates, int position, boolean optimistic) {
      this.estimates = estimates;
      this.overhead = estimates.overhead();
      this.passCosts = new double[estimates.levels()][];
      this.acceptances = new double[estimates.levels()][estimates.levels()][];
      for (int level = 0; level < estimates.levels(); level++) {
        passCosts[level] = estimates.passCosts(level, position, optimistic);
      }
    }

    double[] passCosts(int level) {
      return passCosts[level];
    }

    double overhead() {
      return overhead;
    }

    double offered(int level, int proposer) {
      return estimates.offered(level, proposer);
    }

    double[] acceptance(int level, int proposer) {
      if (acceptances[level][proposer] == null) {
        acceptances[level][proposer] = estimates.agreement(level, proposer).byPlace();
      }
      return acceptances[level][proposer];
    }
  }

  private final Estimates estimates;
  private final Question question;
  private final double[] catchUp; // (level): seconds before it can take part in speculation
  private final Known known;
  private final boolean lossy;
  private final List<ChainSearch.Point> fastest = new ArrayList<>(); // of each chain, without loss
  private final List<ChainSearch.Point> spending = new ArrayList<>();

  /**
   * Prepares a search.
   *
   * @param catchUp the seconds that each level needs before it can take part in speculation: to
   *     forward what it missed, or to compile its code
   */
  PlanSearch(Estimates estimates, Question question, double[] catchUp) {
    this.estimates = estimates;
    this.question = question;
    this.catchUp = catchUp;
    this.known = new Known(estimates, question.position, question.optimistic);
    this.lossy = question.budget > 0 && question.budget < Double.POSITIVE_INFINITY;
  }

  /** The best plan. */
  Plan best() {
    searchAll();
    fastest.sort(Comparator.comparingDouble(p -> cost(p.secondsPerToken(), p)));
    if (lossy && question.budget >= LEAST_BUDGET) {
      return plan(spend(fastest.getFirst()));
    }
    Plan best = null;
    double least = Double.POSITIVE_INFINITY;
    for (ChainSearch.Point point : fastest.subList(0, Math.min(CONTENDERS, fastest.size()))) {
      Plan plan = plan(point); // early stops help some more than others
      double cost = cost(plan.secondsPerToken(), point);
      if (best == null || cost < least) {
        best = plan;
        least = cost;
      }
    }
    if (best == null) {
      throw new IllegalStateException("there is no chain");
    }
    return best;
  }

  /** The best lossless plan of every chain, the fastest first. */
  List<Plan> bestOfEachChain() {
    searchAll();
    return fastest.stream()
        .map(this::plan)
        .sorted(Comparator.comparingDouble(Plan::secondsPerToken))
        .toList();
  }

  /** What a point's plan costs a token, catching up included, and doubts and changing to it. */
  private double cost(double secondsPerToken, ChainSearch.Point point) {
    boolean isInUse = chainOf(point.levels()) == question.preferred;
    return (secondsPerToken + point.missed())
        * (1 + question.doubts * (point.levels().length - 1))
        * (isInUse ? 1 : CLEARLY);
  }

  private void searchAll() {
    int target = 1 << estimates.target();
    for (int lower = 0; lower < target; lower++) {
      int chain = lower | target;
      if (Integer.bitCount(chain) <= MOST_LEVELS && isKnown(chain)) {
        int[] levels = levelsOf(chain);
        ChainSearch search =
            new ChainSearch(
                known,
                levels,
                question.room,
                estimates.calibration(chain, question.now),
                chain == target ? 0 : missed(levels),
                lossy);
        search.search().ifPresent(fastest::add);
        spending.addAll(search.lossyPoints());
      }
    }
  }

  /** The seconds a token that pass before levels can speculate, shared out over the response. */
  private double missed(int[] levels) {
    return Arrays.stream(levels).mapToDouble(level -> catchUp[level]).sum()
        / Math.max(1, question.room);
  }

  /** Whether it is known how each level of a chain agrees with the one below it. */
  private boolean isKnown(int chain) {
    int[] levels = levelsOf(chain);
    for (int i = 1; i < levels.length; i++) {
      if (!estimates.agreement(levels[i], levels[i - 1]).isKnown()) {
        return false;
      }
    }
    return true;
  }

  private static int[] levelsOf(int chain) {
    int[] levels = new int[Integer.bitCount(chain)];
    int rest = chain;
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Integer.numberOfTrailingZeros(rest);
      rest &= rest - 1;
    }
    return levels;
  }

  private static int chainOf(int[] levels) {
    return Arrays.stream(levels).map(level -> 1 << level).sum();
  }

  /** Walks along the lower edge of the hull, from the lossless plan to what the budget allows. */
  private ChainSearch.Point spend(ChainSearch.Point lossless) {
    double allowed = question.budget / question.room;
    ChainSearch.Point corner = lossless;
    while (corner.deviationPerToken() < allowed) {
      ChainSearch.Point next = null;
      double steepest = 0;
      for (ChainSearch.Point point : spending) {
        double more = point.deviationPerToken() - corner.deviationPerToken();
        double slower =
            point.secondsPerToken() + point.missed() - corner.secondsPerToken() - corner.missed();
        if (more > 1e-9 && slower / more < steepest) {
          steepest = slower / more;
          next = point;
        }
      }
      if (next == null) {
        break;
      }
      corner = next;
    }
    return corner;
  }

  /** The plan of a point; its blocks may end early where that is predicted to be faster. */
  private Plan plan(ChainSearch.Point point) {
    int[] levels = point.levels();
    List<Composition.Stage> stages = new ArrayList<>();
    for (int i = 1; i < levels.length; i++) {
      AcceptanceRule rule =
          lossy && i == levels.length - 1
              // Where there is a budget at all, what it still allows is not left lying.
              ? new AcceptanceRule.Budgeted(Math.max(1, point.unseen()))
              : new AcceptanceRule.Exact();
      stages.add(new Composition.Stage(levels[i], rule, point.lengths()[i - 1], StopRule.NEVER));
    }
    int chain = chainOf(levels);
    Plan plan =
        new Plan(
            new Composition(levels[0], stages),
            chain,
            point.secondsPerToken(),
            estimates.calibration(chain, question.now),
            0,
            point.deviationPerToken(),
            point.tokensPerRound());
    return point.unseen() > 0 || stages.isEmpty()
        ? plan
        : new EarlyStops(estimates, known, question.room, question.now).improve(plan);
  }
}
