package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.RoundRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often levels accept what lower ones propose, with the same sampling options: fading means of
 * 1 − TV by verifier, proposer and place in the block, and how often a proposer has a proposal.
 *
 * <p>1 − TV is the probability with which the exact rule accepts, so its mean varies far less than
 * the share of accepted tokens.
 */
final class Acceptance {

  /** Places that are kept apart; later ones count as the last. */
  static final int PLACES = 16;

  private static final double FADING =
      1 - 1.0 / Knob.d("fading", 160); // halves the weight in 110 values
  private static final double OFFER_FADING = 1 - 1.0 / 48; // texts repeat themselves in runs
  private static final double SHARED = 6; // values that the mean of all places counts at each
  private static final double LEAST = 4; // values until a pair is known
  private static final double LOADED = 4; // values that a mean of an earlier run counts
  private static final double DOUBTS = 3; // rejections that a proposer without a model starts with
  private static final long LEAST_IDLE =
      Knob.i("idle", 256); // tokens until an idle level is probed again
  private static final long MOST_IDLE = 1024;
  private static final double ALIKE = 0.05;

  /** What one level accepts of another's proposals. */
  private static final class Pair {
    final double[] weights = new double[PLACES];
    final double[] sums = new double[PLACES];
    final double doubts;

    Pair(double doubts) {
      this.doubts = doubts;
    }

    void add(int place, double agreement, double weight) {
      int i = Math.min(place, PLACES) - 1;
      double fading = 1 - (1 - FADING) * weight;
      weights[i] = weights[i] * fading + weight;
      sums[i] = sums[i] * fading + weight * agreement;
    }

    /** Forgets all but what the last values say. */
    void forget(double recent) {
      double ratio = recent / Math.max(1e-6, mean());
      double kept = Math.min(1, Knob.d("kept", 2) / sum(weights));
      for (int i = 0; i < PLACES; i++) {
        weights[i] *= kept;
        sums[i] = Math.min(weights[i], sums[i] * kept * ratio);
      }
    }

    private double recentWeight;
    private double recentSum;

    /** Notices a value; returns whether the text has become another kind. */
    boolean notice(double agreement) {
      double f = 1 - 1.0 / Knob.d("recent", 12);
      recentWeight = recentWeight * f + 1;
      recentSum = recentSum * f + agreement;
      double recent = recentSum / recentWeight;
      boolean changed =
          isKnown() && recentWeight > 4 && Math.abs(recent - mean()) > Knob.d("flat", 0.2);
      if (Knob.i("stat", 0) == 1) {
        changed = false;
        if (recentWeight >= 4 && slowWeight >= 12) {
          double mean = slow / slowWeight;
          double variance = Math.max(0.0025, squares / slowWeight - mean * mean);
          double deviation = Math.sqrt(variance * (1 / recentWeight + 1 / slowWeight));
          changed = Math.abs(recent - mean) > Math.max(0.1, 4 * deviation);
        }
      }
      if (changed) {
        forget(recent);
        slowWeight = 0;
        slow = 0;
        squares = 0;
      }
      slowWeight = slowWeight * (1 - 1.0 / 160) + 1;
      slow = slow * (1 - 1.0 / 160) + agreement;
      squares = squares * (1 - 1.0 / 160) + agreement * agreement;

      return changed;
    }

    private double slowWeight, slow, squares;
    private double told;

    boolean hasMoved() {
      if (Math.abs(mean() - told) < Knob.d("moved", 0.05)) {
        return false;
      }
      told = mean();
      return true;
    }

    boolean isKnown() {
      return sum(weights) >= LEAST;
    }

    /** The mean over all places; 0 if nothing is known. */
    double mean() {
      double weight = sum(weights);
      return weight == 0 ? 0 : sum(sums) / weight;
    }

    double at(int place, double mean) {
      double trust = doubts == 0 ? 1 : weights[0] / (weights[0] + doubts);
      return trust * (sums[place - 1] + SHARED * mean) / (weights[place - 1] + SHARED);
    }

    private static double sum(double[] values) {
      double sum = 0;
      for (double value : values) {
        sum += value;
      }
      return sum;
    }
  }

  private final List<Measurements.Level> levels;
  private final Pair[][] pairs; // (verifier, proposer)
  private final double[] tried; // (proposer)
  private final double[] found; // (proposer)
  private final boolean[] varies = new boolean[8];
  private final long[] seenAt; // (level): tokens before its last comparison with the target
  private final long[] idle; // (level): tokens until it is probed again
  private final double[] seen; // (level): its mean when last probed
  private long tokens;
  private int changes;
  private int moves;

  int changes() {
    return moves;
  }

  Acceptance(List<Measurements.Level> levels) {
    int count = levels.size();
    this.levels = levels;
    this.pairs = new Pair[count][count];
    for (int verifier = 0; verifier < count; verifier++) {
      for (int proposer = 0; proposer < verifier; proposer++) {
        pairs[verifier][proposer] = new Pair(levels.get(proposer).isModel() ? 0 : DOUBTS);
      }
    }
    this.tried = new double[count];
    this.found = new double[count];
    this.seenAt = new long[count];
    this.idle = new long[count];
    Arrays.fill(idle, LEAST_IDLE);
    this.seen = new double[count];
  }

  private int target() {
    return levels.size() - 1;
  }

  /** Learns from a round or a probe. */
  void record(RoundRecord record) {
    tokens += record.tokens();
    boolean isProbe = record.kind() == RoundRecord.Kind.PROBE;
    int next = 0;
    for (int start = 0; start < record.comparisons(); start = next) {
      int verifier = record.verifier(start);
      int proposer = record.proposer(start);
      next = start + 1;
      while (next < record.comparisons()
          && record.verifier(next) == verifier
          && record.proposer(next) == proposer
          && record.place(next) > record.place(next - 1)) {
        next++;
      }
      int before = changes;
      double meanBefore = mean(verifier, proposer);
      if (isProbe && varies[proposer] && verifier == target() && Knob.i("fresh", 1) == 1) {
        pairs[verifier][proposer].forget(pairs[verifier][proposer].mean());
      }
      if (isProbe) {
        probed(record, start, next);
      } else {
        verified(record, start, next);
      }
      moves += pairs[verifier][proposer].hasMoved() ? 1 : 0;
      if (verifier == target()) {
        idle[proposer] =
            isProbe && isAsBefore(proposer) ? Math.min(MOST_IDLE, 2 * idle[proposer]) : LEAST_IDLE;
        seenAt[proposer] = tokens;
        varies[proposer] =
            Knob.i("varies", 1) == 1
                && (changes > before
                    || (isProbe
                        ? Math.abs(mean(target(), proposer) - meanBefore) > Knob.d("sticky", 2)
                        : varies[proposer]));
        seen[proposer] = isProbe ? mean(target(), proposer) : seen[proposer];
      }
    }
  }

  private boolean isAsBefore(int level) {
    return Math.abs(mean(target(), level) - seen[level]) < ALIKE;
  }

  private void verified(RoundRecord record, int start, int end) {
    Pair pair = pairs[record.verifier(start)][record.proposer(start)];
    for (int i = start; i < end; i++) {
      boolean isOffered = !Double.isNaN(record.agreement(i));
      if (record.place(i) == 1) {
        offer(record.proposer(start), isOffered);
      }
      if (isOffered || record.place(i) > 1) {
        pair.add(record.place(i), isOffered ? record.agreement(i) : 0, 1);
        changes += isOffered && pair.notice(record.agreement(i)) ? 1 : 0;
      }
    }
  }

  /**
   * Any probed token may be the first of a block. A later one counts with the chance that those
   * before it would have been accepted, so the mean of a place is that of blocks which get there.
   */
  private void probed(RoundRecord record, int start, int end) {
    Pair pair = pairs[record.verifier(start)][record.proposer(start)];
    for (int first = start; first < end; first++) {
      offer(record.proposer(start), !Double.isNaN(record.agreement(first)));
      double weight = Double.isNaN(record.agreement(first)) ? 0 : 1;
      if (weight > 0) {
        changes += pair.notice(record.agreement(first)) ? 1 : 0;
      }
      for (int i = first; i < end && i - first < PLACES && weight >= 0.01; i++) {
        double agreement = Double.isNaN(record.agreement(i)) ? 0 : record.agreement(i);
        pair.add(i - first + 1, agreement, weight);
        weight *= agreement;
      }
    }
  }

  private void offer(int proposer, boolean isOffered) {
    tried[proposer] = tried[proposer] * OFFER_FADING + 1;
    found[proposer] = found[proposer] * OFFER_FADING + (isOffered ? 1 : 0);
  }

  double mean(int verifier, int proposer) {
    return pairs[verifier][proposer].mean();
  }

  /** Whether nothing is known of a level's worth to the target. */
  boolean isUnknown(int level) {
    return !pairs[target()][level].isKnown() || varies[level];
  }

  /** Whether a level has been idle for so long that it should be probed. */
  boolean isStale(int level) {
    return !pairs[target()][level].isKnown() || tokens - seenAt[level] >= idle[level];
  }

  /** Takes what an earlier run measured. */
  void load(int verifier, int proposer, Snapshot.Agreement agreement) {
    for (int i = 0; i < Math.min(PLACES, agreement.means().size()); i++) {
      double mean = agreement.means().get(i);
      if (mean >= 0 && mean <= 1) {
        pairs[verifier][proposer].weights[i] = LOADED;
        pairs[verifier][proposer].sums[i] = LOADED * mean;
      }
    }
    if (agreement.offered() >= 0 && agreement.offered() <= 1) {
      tried[proposer] = LOADED;
      found[proposer] = LOADED * agreement.offered();
    }
  }

  /** Adds the means of known pairs to a snapshot. */
  void addTo(List<Snapshot.Agreement> agreements, String key) {
    for (int verifier = 0; verifier < levels.size(); verifier++) {
      for (int proposer = 0; proposer < verifier; proposer++) {
        Pair pair = pairs[verifier][proposer];
        if (pair.isKnown()) {
          List<Double> means = new ArrayList<>();
          double mean = pair.mean();
          for (int place = 1; place <= PLACES; place++) {
            means.add(pair.at(place, mean));
          }
          double offered = tried[proposer] == 0 ? 1 : found[proposer] / tried[proposer];
          agreements.add(
              new Snapshot.Agreement(
                  key, levels.get(verifier).name(), levels.get(proposer).name(), means, offered));
        }
      }
    }
  }
}
