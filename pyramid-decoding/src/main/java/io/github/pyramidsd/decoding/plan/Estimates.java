package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.model.LanguageModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of the levels of a pyramid: what they cost and how they agree. */
final class Estimates {

  /** What a looked-up token costs, in seconds: little enough not to be measured. */
  private static final double LOOKUP_SECONDS = 1e-6;

  private static final int OVERHEADS = 15;

  private final Pyramid pyramid;
  private final List<Optional<PassCosts>> costs = new ArrayList<>(); // empty: a lookup
  private final Agreement[][] agreements; // (level, proposer), of proposers below
  private final Map<Integer, Calibration> calibrations = new HashMap<>(); // by chain
  private final double[] overheads = new double[OVERHEADS]; // a ring
  private long rounds;
  private final long[] seenAt; // (level): tokens before its last comparison; -1: there was none
  private long tokens;
  private int position; // of the target's last pass
  private double pace = 1; // of the machine, as the target's passes tell it
  private boolean surprised;

  Estimates(Pyramid pyramid) {
    this.pyramid = pyramid;
    this.seenAt = new long[pyramid.levels()];
    Arrays.fill(seenAt, -1);
    this.agreements = new Agreement[pyramid.levels()][pyramid.levels()];
    for (int level = 0; level < pyramid.levels(); level++) {
      Optional<LanguageModel> model = pyramid.model(level);
      costs.add(model.map(m -> new PassCosts(m::estimatePassSeconds)));
      for (int proposer = 0; proposer < level; proposer++) {
        agreements[level][proposer] = new Agreement();
      }
    }
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

  /** Whether a level was ever compared with the target, or an earlier run knows of it. */
  boolean wasSeen(int level) {
    return seenAt[level] >= 0 || isKnown(level);
  }

  /** Notes that a level was compared with the target. */
  void see(int level) {
    seenAt[level] = tokens;
  }

  /** How many tokens ago a level was last compared with the target. */
  long sinceSeen(int level) {
    return tokens - seenAt[level];
  }

  /** How often a level has something to propose. */
  double offered(int level, int proposer) {
    return isLookup(proposer) ? agreements[level][proposer].hitRate() : 1;
  }

  void observePass(int level, int position, int tokens, double seconds) {
    PassCosts cost = costs.get(level).orElseThrow();
    Moment now = now();
    surprised |= cost.observe(position, tokens, seconds, pace, now);
    if (level == target()) {
      this.position = position;
      pace = cost.pace(now);
    }
  }

  /** This moment. */
  Moment now() {
    return new Moment(tokens, System.nanoTime() / 1e9);
  }

  /** Whether passes turned out to cost more or less than thought, since this was asked last. */
  boolean wasSurprised() {
    boolean was = surprised;
    surprised = false;
    return was;
  }

  void observeOverhead(double seconds) {
    overheads[(int) (rounds++ % OVERHEADS)] = Math.max(0, seconds);
  }

  /** The seconds of a round that are no level's: committing, text, listeners. */
  double overhead() {
    int count = (int) Math.min(rounds, OVERHEADS);
    double[] sorted = Arrays.copyOf(overheads, count);
    Arrays.sort(sorted);
    return count == 0 ? 0 : sorted[count / 2];
  }

  /** The seconds of a pass of a level. */
  double seconds(int level, int position, int tokens) {
    return costs
        .get(level)
        .map(cost -> cost.seconds(position, tokens, pace, now()))
        .orElse(tokens * LOOKUP_SECONDS);
  }

  /** The seconds of a plain token at the position that was heard of last. */
  double plainSeconds() {
    int chain = 1 << target();
    return calibration(chain).factor(now()) * (seconds(target(), position, 1) + overhead());
  }

  /** The seconds of passes of 1, 2, … tokens of a level. */
  double[] passCosts(int level, int position, boolean optimistic) {
    double[] seconds = new double[BlockLaw.LONGEST + 3];
    PassCosts cost = costs.get(level).orElse(null);
    if (cost == null) {
      Arrays.setAll(seconds, n -> n * LOOKUP_SECONDS);
    } else {
      // A draft makes passes of one token, and of two after a wholly accepted block.
      cost.fill(seconds, position, optimistic, pace, now());
    }
    return seconds;
  }

  /** Whether a level can be planned with: it is known how it agrees with the target. */
  boolean isKnown(int level) {
    return level == target() || agreements[target()][level].isKnown();
  }

  Calibration calibration(int chain) {
    return calibrations.computeIfAbsent(chain, _ -> new Calibration());
  }

  /** How the times of a chain compare with what was predicted. */
  static final class Calibration {

    private static final double FADING = 1 - 1.0 / 24;
    private static final double ROUNDS = 12; // that the prediction is worth
    private double actual;
    private double predicted;
    private double rounds;
    private Moment last = Moment.START;

    void observe(double actualSeconds, double predictedSeconds, Moment now) {
      actual = actual * FADING + actualSeconds;
      predicted = predicted * FADING + predictedSeconds;
      rounds = rounds * FADING + 1;
      last = now;
    }

    /** The factor by which the chain takes longer than predicted. */
    double factor(Moment now) {
      if (rounds == 0) {
        return 1;
      }
      double prior = ROUNDS * predicted / rounds;
      double factor = Math.clamp((actual + prior) / (predicted + prior), 0.85, 1.2);
      return Math.pow(factor, last.weight(now, 1));
    }
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
