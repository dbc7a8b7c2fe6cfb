package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.model.LanguageModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What is known of the levels of a pyramid: what they cost and how they agree. */
final class Estimates {

  /** What a looked-up token costs, in seconds: little enough not to be measured. */
  private static final double LOOKUP_SECONDS = 1e-6;

  /** What is looked up comes in runs, and a few that were right say little of the next. */
  private static final double LOOKUP_DOUBTS = 3; // proposals

  private static final long LEAST_PATIENCE = 256; // tokens
  private static final long MOST_PATIENCE = 1024;
  private static final double ALIKE = 0.05; // agreements

  private static final int OVERHEADS = 15;
  private static final int ALL_CALIBRATED = 96; // rounds

  private final Pyramid pyramid;
  private final LongSupplier nanoTime;
  private final List<Optional<PassCosts>> costs = new ArrayList<>(); // empty: a lookup
  private final Pace pace = new Pace();
  private final WarmUp warmUp;
  private final Agreement[][] agreements; // (level, proposer), of proposers below
  private final Calibration allRounds = new Calibration(ALL_CALIBRATED, ALL_CALIBRATED / 8, 1.1);
  private final Map<Integer, ChainCalibration> chains = new HashMap<>(); // by chain
  private final double[] overheads = new double[OVERHEADS]; // a ring
  private long overheadsSeen;
  private final long[] seenAt; // (level): tokens before its last comparison; -1: there was none
  private final long[] patience; // (level): tokens until it is looked at again
  private final boolean[] varies; // (level): whether that was another when it was seen last
  private final double[] looked; // (level): its agreement with the target, when last looked at
  private long tokens;
  private int position; // of the target's last pass
  private boolean surprised;

  Estimates(Pyramid pyramid) {
    this(pyramid, System::nanoTime);
  }

  /**
   * Starts knowing nothing.
   *
   * @param nanoTime the clock, in nanoseconds
   */
  Estimates(Pyramid pyramid, LongSupplier nanoTime) {
    this.pyramid = pyramid;
    this.nanoTime = nanoTime;
    this.warmUp = new WarmUp(pyramid.target());
    this.seenAt = new long[pyramid.levels()];
    Arrays.fill(seenAt, -1);
    this.patience = new long[pyramid.levels()];
    Arrays.fill(patience, LEAST_PATIENCE);
    this.varies = new boolean[pyramid.levels()];
    this.looked = new double[pyramid.levels()];
    this.agreements = new Agreement[pyramid.levels()][pyramid.levels()];
    for (int level = 0; level < pyramid.levels(); level++) {
      Optional<LanguageModel> model = pyramid.model(level);
      PassCosts.Prior prior = prior(level);
      costs.add(model.map(m -> new PassCosts(m::estimatePassSeconds, pace, prior)));
      for (int proposer = 0; proposer < level; proposer++) {
        agreements[level][proposer] = new Agreement(isLookup(proposer) ? LOOKUP_DOUBTS : 0);
      }
    }
  }

  /** Until a level's passes are measured, they are thought to be as the target's. */
  private PassCosts.Prior prior(int level) {
    return now -> level == target() ? 0 : costs.get(target()).orElseThrow().factor(1, now).log();
  }

  int levels() {
    return costs.size();
  }

  int target() {
    return costs.size() - 1;
  }

  Agreement agreement(int level, int proposer) {
    return agreements[level][proposer];
  }

  /** Whether a level has no model. */
  boolean isLookup(int level) {
    return costs.get(level).isEmpty();
  }

  /** Counts tokens that were decoded. */
  void count(int decoded) {
    tokens += decoded;
  }

  /** Whether there was a response that tells what passes cost. */
  boolean hasDecoded() {
    return tokens > 0;
  }

  /**
   * Whether nobody knows how a level agrees with the target in a new response: it was never
   * compared, nor by an earlier run, or that has changed with the text.
   */
  boolean isUnsure(int level) {
    return varies[level] || (seenAt[level] < 0 && !isKnown(level));
  }

  /**
   * Notes that the target verified a level's proposals.
   *
   * @return whether it agrees more or less than it did
   */
  boolean see(int level) {
    boolean changed = agreements[target()][level].hasChanged();
    seenAt[level] = tokens;
    patience[level] = LEAST_PATIENCE;
    varies[level] |= changed;
    return changed;
  }

  /** Notes that an idle level was compared with the target: the more alike, the less often. */
  void look(int level) {
    double mean = agreements[target()][level].mean();
    varies[level] = agreements[target()][level].hasChanged();
    boolean isAlike = !varies[level] && Math.abs(mean - looked[level]) < ALIKE;
    seenAt[level] = tokens;
    patience[level] = isAlike ? Math.min(MOST_PATIENCE, 2 * patience[level]) : LEAST_PATIENCE;
    looked[level] = mean;
  }

  /** Whether it is time to look at a level again. */
  boolean isStale(int level) {
    return seenAt[level] < 0 || tokens - seenAt[level] >= patience[level];
  }

  /** How often a level has something to propose. */
  double offered(int level, int proposer) {
    return isLookup(proposer) ? agreements[level][proposer].hitRate() : 1;
  }

  /** Whether plain decoding still becomes faster by itself, because its code is being compiled. */
  boolean isWarmingUp() {
    return !warmUp.isOver();
  }

  /** What verifying loses to code that is yet to be compiled, in seconds; once. */
  double warmUpSeconds() {
    return pyramid.target().warmUpSeconds(2);
  }

  /**
   * The share of that which so many tokens to come have to bear: the rest is for later ones, of
   * which as many are expected as there were before.
   */
  double warmUpSeconds(int room) {
    return warmUpSeconds() * room / Math.max(room, tokens);
  }

  /**
   * Hears of a pass.
   *
   * @return whether it tells what passes cost: not while their code is being compiled
   */
  boolean observePass(int level, int position, int tokens, double seconds) {
    if (level == target() && tokens == 1 && !warmUp.isOver()) {
      warmUp.observe(seconds);
      return false;
    }
    if (pyramid.model(level).orElseThrow().warmUpSeconds(tokens) > 0) {
      return false;
    }
    PassCosts cost = costs.get(level).orElseThrow();
    surprised |= cost.observe(position, tokens, seconds, now());
    if (level == target()) {
      this.position = position;
    }
    return true;
  }

  /** How fast the machine is: passes take longer by this factor than when it was 1. */
  double pace() {
    return Math.exp(pace.log());
  }

  /** This moment. */
  Moment now() {
    return new Moment(tokens, nanoTime() / 1e9);
  }

  /** The clock by which everything is measured, in nanoseconds. */
  long nanoTime() {
    return nanoTime.getAsLong();
  }

  /** Whether passes turned out to cost more or less than thought, since this was asked last. */
  boolean wasSurprised() {
    boolean was = surprised;
    surprised = false;
    return was;
  }

  void observeOverhead(double seconds) {
    overheads[(int) (overheadsSeen++ % OVERHEADS)] = Math.max(0, seconds);
  }

  /** The seconds of a round that are no level's: committing, text, listeners. */
  double overhead() {
    int count = (int) Math.min(overheadsSeen, OVERHEADS);
    double[] sorted = Arrays.copyOf(overheads, count);
    Arrays.sort(sorted);
    return count == 0 ? 0 : sorted[count / 2];
  }

  /** The seconds of a pass of a level. */
  double seconds(int level, int position, int tokens) {
    return costs
        .get(level)
        .map(cost -> cost.seconds(position, tokens, now()))
        .orElse(tokens * LOOKUP_SECONDS);
  }

  /** The seconds of a plain token at the position that was heard of last. */
  double plainSeconds() {
    int chain = 1 << target();
    return calibration(chain, now()) * (seconds(target(), position, 1) + overhead());
  }

  /** The seconds of passes of 1, 2, … tokens of a level. */
  double[] passCosts(int level, int position, boolean optimistic) {
    double[] seconds = new double[BlockLaw.LONGEST + 3];
    PassCosts cost = costs.get(level).orElse(null);
    if (cost == null) {
      Arrays.setAll(seconds, n -> n * LOOKUP_SECONDS);
    } else {
      // A draft makes passes of one token, and of two after a wholly accepted block.
      cost.fill(seconds, position, optimistic, now());
    }
    return seconds;
  }

  /** Whether a level can be planned with: it is known how it agrees with the target. */
  boolean isKnown(int level) {
    return level == target() || agreements[target()][level].isKnown();
  }

  /** Hears what a round took, and what its passes and all else usually take: pauses add to that. */
  void observePauses(double seconds, double usual) {
    allRounds.observe(seconds, usual);
  }

  /**
   * The factor by which a chain's rounds take longer than predicted: that of all rounds, since
   * pauses make means longer than what is usual, and that of the chain, as far as it lately made
   * other passes than predicted. What its passes took does not enter once more: their costs follow
   * that already.
   */
  double calibration(int chain, Moment now) {
    return allRounds.factor() * chain(chain).passes(now);
  }

  /** How the rounds of a chain compare with what was predicted of them. */
  ChainCalibration chain(int chain) {
    return chains.computeIfAbsent(chain, _ -> new ChainCalibration());
  }

  /** What is worth keeping for another run. */
  List<CostProfile> profiles() {
    List<CostProfile> profiles = new ArrayList<>();
    for (int level = 0; level < levels(); level++) {
      List<CostProfile.Agreement> known = new ArrayList<>();
      for (int proposer = 0; proposer < level; proposer++) {
        known.add(
            new CostProfile.Agreement(
                pyramid.levelName(proposer),
                agreements[level][proposer].means(),
                agreements[level][proposer].hitRate()));
      }
      profiles.add(
          new CostProfile(
              pyramid.levelName(level),
              costs.get(level).map(PassCosts::measured).orElse(List.of()),
              known));
    }
    return profiles;
  }

  /** Starts from what another run has kept. */
  void load(List<CostProfile> profiles) {
    for (CostProfile profile : profiles) {
      int level = levelOf(profile.level());
      if (level >= 0) {
        costs.get(level).ifPresent(cost -> cost.load(profile.passes()));
        for (CostProfile.Agreement known : profile.agreements()) {
          int proposer = levelOf(known.proposer());
          if (proposer >= 0 && proposer < level) {
            agreements[level][proposer].load(known.acceptance(), known.offered());
          }
        }
      }
    }
  }

  private int levelOf(String name) {
    for (int level = 0; level < levels(); level++) {
      if (pyramid.levelName(level).equals(name)) {
        return level;
      }
    }
    return -1;
  }
}
