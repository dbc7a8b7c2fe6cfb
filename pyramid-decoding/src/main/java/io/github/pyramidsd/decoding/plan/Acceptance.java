package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.RoundRecord;
import java.util.Arrays;
import java.util.List;

/**
 * How often levels accept what lower ones propose, with the same sampling options: fading means of
 * 1 − TV by verifier, proposer and place in the block, and how often a proposer has a proposal. 1 −
 * TV is the probability with which the exact rule accepts, so its mean varies far less than the
 * share of accepted tokens.
 */
final class Acceptance {

  /** Places that are kept apart; later ones count as the last. */
  static final int PLACES = 16;

  private static final double FADING = 1 - 1.0 / 160; // halves a weight in 110 values
  private static final double OFFER_FADING = 1 - 1.0 / 48; // in 33: texts repeat themselves in runs
  private static final double RECENT_FADING = 1 - 1.0 / 12;
  private static final double SHARED = 6; // values that the mean of all places counts at each
  private static final double LEAST = 4; // values until a pair is known
  private static final double LOADED = 4; // values that a mean of an earlier run counts
  private static final double DOUBTS = 3; // rejections that a proposer without a model starts with
  private static final double OTHER_TEXT = 0.2; // change of a mean by which text is of another kind
  private static final double REMEMBERED = 2; // values that all before that count together
  private static final double CHANGE = 0.05; // of a mean, after which plans should be made anew
  private static final int IDLE = 256; // tokens until an idle level is probed again

  /** What one level accepts of another's proposals. */
  private static final class Pair {
    private final double[] weights = new double[PLACES];
    private final double[] sums = new double[PLACES];
    private double recentWeight;
    private double recentSum;
    private double told; // the mean at the last change

    void add(int place, double agreement, double weight) {
      int i = Math.min(place, PLACES) - 1;
      double fading = 1 - (1 - FADING) * weight;
      weights[i] = weights[i] * fading + weight;
      sums[i] = sums[i] * fading + weight * agreement;
    }

    /** Tells whether a value shows that the text has become another kind; then forgets the old. */
    boolean isOtherText(double agreement) {
      recentWeight = recentWeight * RECENT_FADING + 1;
      recentSum = recentSum * RECENT_FADING + agreement;
      double recent = recentSum / recentWeight;
      if (!isKnown() || recentWeight <= LEAST || Math.abs(recent - mean()) <= OTHER_TEXT) {
        return false;
      }
      forget(recent);
      return true;
    }

    /** Forgets all but a mean. */
    void forget(double mean) {
      double ratio = mean / Math.max(1e-6, mean());
      double kept = Math.min(1, REMEMBERED / Arrays.stream(weights).sum());
      for (int i = 0; i < PLACES; i++) {
        weights[i] *= kept;
        sums[i] = Math.min(weights[i], sums[i] * kept * ratio);
      }
    }

    /** Whether the mean has changed since this was last true. */
    boolean hasChanged() {
      boolean hasChanged = Math.abs(mean() - told) >= CHANGE;
      told = hasChanged ? mean() : told;
      return hasChanged;
    }

    boolean isKnown() {
      return Arrays.stream(weights).sum() >= LEAST;
    }

    /** Returns the mean over all places; 0 if nothing is known. */
    double mean() {
      double weight = Arrays.stream(weights).sum();
      return weight == 0 ? 0 : Arrays.stream(sums).sum() / weight;
    }
  }

  private final List<Measurements.Level> levels;
  private final Pair[][] pairs; // (verifier, proposer)
  private final double[] tried; // (proposer)
  private final double[] found; // (proposer)
  private final long[] seenAt; // (level): tokens before it was last compared with the target
  private final boolean[] varies; // (level): whether the text became another kind when in use
  private long tokens;
  private int changes;

  /** Starts knowing nothing. */
  Acceptance(List<Measurements.Level> levels) {
    int count = levels.size();
    this.levels = levels;
    this.pairs = new Pair[count][count];
    for (Pair[] ofVerifier : pairs) {
      Arrays.setAll(ofVerifier, _ -> new Pair());
    }
    this.tried = new double[count];
    this.found = new double[count];
    this.seenAt = new long[count];
    this.varies = new boolean[count];
  }

  /** Learns from a round or a probe. */
  void record(RoundRecord record) {
    tokens += record.tokens();
    int next;
    for (int start = 0; start < record.comparisons(); start = next) {
      int verifier = record.verifier(start);
      int proposer = record.proposer(start);
      next = start + 1;
      while (next < record.comparisons()
          && record.verifier(next) == verifier
          && record.proposer(next) == proposer
          && record.place(next) == record.place(next - 1) + 1) {
        next++;
      }
      Pair pair = pairs[verifier][proposer];
      boolean isProbe = record.kind() == RoundRecord.Kind.PROBE;
      boolean isWithTarget = verifier == levels.size() - 1;
      if (isProbe && isWithTarget && varies[proposer]) {
        pair.forget(pair.mean()); // this text may be of another kind than the last
      }
      boolean isOther =
          isProbe ? probe(pair, record, start, next) : verify(pair, record, start, next);
      if (isWithTarget) {
        seenAt[proposer] = tokens;
        varies[proposer] = isOther || (varies[proposer] && !isProbe);
      }
      changes += pair.hasChanged() ? 1 : 0;
    }
  }

  private boolean verify(Pair pair, RoundRecord record, int start, int end) {
    boolean isOther = false;
    for (int i = start; i < end; i++) {
      double agreement = record.agreement(i);
      if (record.place(i) == 1) {
        offer(record.proposer(i), agreement);
      }
      if (!Double.isNaN(agreement)) {
        pair.add(record.place(i), agreement, 1);
        isOther |= pair.isOtherText(agreement);
      } else if (record.place(i) > 1) {
        pair.add(record.place(i), 0, 1); // it ends a block that had proposals
      }
    }
    return isOther;
  }

  /**
   * Any probed token may be the first of a block. A later one counts with the chance that those
   * before it would have been accepted, so the mean of a place is that of blocks which get there.
   */
  private boolean probe(Pair pair, RoundRecord record, int start, int end) {
    boolean isOther = false;
    for (int first = start; first < end; first++) {
      boolean isOffered = !Double.isNaN(record.agreement(first));
      offer(record.proposer(first), record.agreement(first));
      isOther |= isOffered && pair.isOtherText(record.agreement(first));
      double weight = isOffered ? 1 : 0;
      for (int i = first; i < end && i - first < PLACES && weight >= 0.01; i++) {
        double agreement = Double.isNaN(record.agreement(i)) ? 0 : record.agreement(i);
        pair.add(i - first + 1, agreement, weight);
        weight *= agreement;
      }
    }
    return isOther;
  }

  private void offer(int proposer, double agreement) {
    tried[proposer] = tried[proposer] * OFFER_FADING + 1;
    found[proposer] = found[proposer] * OFFER_FADING + (Double.isNaN(agreement) ? 0 : 1);
  }

  /** Returns how often a mean has changed so much that plans should be made anew. */
  int changes() {
    return changes;
  }

  /** Whether it is unknown what a level is worth to the target in a new response. */
  boolean isUnknown(int level) {
    return !pairs[levels.size() - 1][level].isKnown() || varies[level];
  }

  /** Whether a level has been idle for so long that it should be probed. */
  boolean isStale(int level) {
    return !pairs[levels.size() - 1][level].isKnown() || tokens - seenAt[level] >= IDLE;
  }

  /** Takes what an earlier run measured; passes over what no run can have measured. */
  void load(int verifier, int proposer, Snapshot.Agreement agreement) {
    List<Double> means = agreement.means();
    double shared = SHARED * means.stream().mapToDouble(mean -> mean).average().orElse(0);
    if (means.size() == PLACES && means.stream().allMatch(mean -> mean >= 0 && mean <= 1)) {
      Pair pair = pairs[verifier][proposer];
      Arrays.fill(pair.weights, LOADED);
      Arrays.setAll( // which makes the same means again
          pair.sums, i -> Math.clamp((LOADED + SHARED) * means.get(i) - shared, 0, LOADED));
    }
    if (agreement.offered() >= 0 && agreement.offered() <= 1) {
      tried[proposer] = LOADED;
      found[proposer] = LOADED * agreement.offered();
    }
  }

  /** Adds the means of known pairs to those of a snapshot. */
  void addTo(List<Snapshot.Agreement> agreements, String key) {
    for (int verifier = 0; verifier < levels.size(); verifier++) {
      for (int proposer = 0; proposer < verifier; proposer++) {
        Pair pair = pairs[verifier][proposer];
        if (pair.isKnown()) {
          double doubts = levels.get(proposer).isModel() ? 0 : DOUBTS;
          double trust = doubts == 0 ? 1 : pair.weights[0] / (pair.weights[0] + doubts);
          Double[] means = new Double[PLACES];
          double mean = SHARED * pair.mean();
          Arrays.setAll(means, i -> trust * (pair.sums[i] + mean) / (pair.weights[i] + SHARED));
          double offered = tried[proposer] == 0 ? 1 : found[proposer] / tried[proposer];
          String above = levels.get(verifier).name();
          String below = levels.get(proposer).name();
          agreements.add(
              new Snapshot.Agreement(key, above, below, List.of(means), Math.min(1, offered)));
        }
      }
    }
  }
}
