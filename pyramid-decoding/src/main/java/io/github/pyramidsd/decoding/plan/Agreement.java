package io.github.pyramidsd.decoding.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often a level would accept what a lower one proposes: running means of 1 − TV, by place in
 * the block and by how unsure the proposer was.
 *
 * <p>1 − TV of two distributions is the very probability with which exact verification accepts, so
 * its mean varies far less than the share of coins that fell one way. Old values fade: the weight
 * of one halves with every 110 that come after it, so that the means follow the text. Where the
 * text becomes another kind at once, what was heard before is all but forgotten.
 */
final class Agreement {

  /** Places in a block that are told apart; later ones are like the last. */
  static final int PLACES = 16;

  /** Upper ends of the classes of entropy, in nats; the last class has none. */
  private static final double[] ENTROPIES = {0.1, 0.4, 0.8, 1.3, 1.9, 2.7, 4};

  private static final double FADING = 1 - 1.0 / 160;

  /** Whether there is something to propose changes sooner: a text repeats itself in runs. */
  private static final double OFFER_FADING = 1 - 1.0 / 48;

  /** How many values a mean over all places is worth to a single one. */
  private static final double SHARED = 6;

  private static final double LEAST_WEIGHT = 4;

  /** What all before a change are worth together. */
  private static final double REMEMBERED = 6;

  /** What the mean of an earlier run is worth. */
  private static final double LOADED = 4;

  private final double[] weights = new double[PLACES];
  private final double[] sums = new double[PLACES];
  private final double[] classWeights = new double[ENTROPIES.length + 1];
  private final double[] classSums = new double[ENTROPIES.length + 1];
  private final Drift drift = new Drift();
  private final double doubts;
  private boolean changed;
  private double tried;
  private double found;

  /** Starts knowing nothing. */
  Agreement() {
    this(0);
  }

  /**
   * Starts knowing nothing, with doubts: all means are lower as if so many first proposals had been
   * rejected besides. For a proposer whose few and short runs of luck say little.
   */
  Agreement(double doubts) {
    this.doubts = doubts;
  }

  /**
   * Hears what an earlier run found; it weighs little.
   *
   * @param offered how often there was something to propose
   */
  void load(List<Double> acceptance, double offered) {
    for (int i = 0; i < Math.min(PLACES, acceptance.size()); i++) {
      double value = acceptance.get(i);
      if (value >= 0 && value <= 1) {
        weights[i] = LOADED;
        sums[i] = LOADED * value;
      }
    }
    if (offered >= 0 && offered <= 1) {
      tried = LOADED;
      found = LOADED * offered;
    }
  }

  /** The means by place, for a later run; empty if too little is known. */
  List<Double> means() {
    List<Double> means = new ArrayList<>();
    for (int i = 0; i < PLACES && isKnown(); i++) {
      means.add(weights[i] > 0 ? sums[i] / weights[i] : undoubted());
    }
    return means;
  }

  /** Hears of a proposal that was verified. */
  void observe(int place, double agreement, double entropy) {
    if (place == 0) {
      offer(true);
    }
    add(place, agreement, 1);
    addToClass(agreement, entropy, 1);
    notice(agreement);
  }

  /** Hears that nothing was proposed at a place. Where others were before, that ends a block. */
  void observeNothing(int place) {
    if (place == 0) {
      offer(false);
    } else {
      add(place, 0, 1);
    }
  }

  private void offer(boolean made) {
    tried = tried * OFFER_FADING + 1;
    found = found * OFFER_FADING + (made ? 1 : 0);
  }

  /**
   * Hears of a probe at tokens in a row. Any of them may be the first of a block. That a block
   * would have got as far as a later one has the chance of all before it being kept, which is its
   * weight: so the mean at a place is that of blocks that got there.
   *
   * @param agreement NaN where nothing was proposed
   * @param kept the chance that the token at this place would have been kept
   */
  void observe(double[] agreement, double[] kept, double[] entropy) {
    for (int start = 0; start < agreement.length; start++) {
      offer(!Double.isNaN(agreement[start]));
      double weight = Double.isNaN(agreement[start]) ? 0 : 1;
      if (weight > 0) {
        notice(agreement[start]);
      }
      for (int i = start; i < agreement.length && i - start < PLACES && weight >= 0.01; i++) {
        boolean nothing = Double.isNaN(agreement[i]);
        add(i - start, nothing ? 0 : agreement[i], weight);
        if (!nothing) {
          addToClass(agreement[i], entropy[i], weight);
        }
        weight *= nothing ? 0 : kept[i];
      }
    }
  }

  /** Forgets most if the text has changed: what is left is what the last values say. */
  private void notice(double agreement) {
    if (drift.observe(agreement)) {
      changed = true;
      double ratio = drift.recent() / Math.max(1e-6, undoubted());
      forget(weights, sums, ratio);
      forget(classWeights, classSums, ratio);
    }
  }

  private static void forget(double[] weights, double[] sums, double ratio) {
    double kept = Math.min(1, REMEMBERED / sum(weights));
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= kept;
      sums[i] = Math.min(weights[i], sums[i] * kept * ratio);
    }
  }

  /** Whether the text has changed since this was asked last. */
  boolean hasChanged() {
    boolean has = changed;
    changed = false;
    return has;
  }

  private void add(int place, double agreement, double weight) {
    int i = Math.min(place, PLACES - 1);
    double fading = 1 - (1 - FADING) * weight;
    weights[i] = weights[i] * fading + weight;
    sums[i] = sums[i] * fading + weight * agreement;
  }

  private void addToClass(double agreement, double entropy, double weight) {
    double fading = 1 - (1 - FADING) * weight;
    for (int c = 0; c < classWeights.length; c++) { // all fade, so that shares stay shares
      classWeights[c] *= fading;
      classSums[c] *= fading;
    }
    int c = entropyClass(entropy);
    classWeights[c] += weight;
    classSums[c] += weight * agreement;
  }

  /** Whether there is enough to go by. */
  boolean isKnown() {
    return sum(weights) >= LEAST_WEIGHT;
  }

  /** How often there is something to propose. */
  double hitRate() {
    return tried == 0 ? 1 : found / tried;
  }

  /** The mean at a place in the block, from 0. */
  double at(int place) {
    return at(Math.min(place, PLACES - 1), undoubted());
  }

  private double at(int place, double mean) {
    double own = (sums[place] + SHARED * mean) / (weights[place] + SHARED);
    return Math.clamp(trust() * own, 0, 1);
  }

  /** The means at all places. */
  double[] byPlace() {
    double mean = undoubted();
    double[] means = new double[PLACES];
    for (int place = 0; place < PLACES; place++) {
      means[place] = at(place, mean);
    }
    return means;
  }

  /** The mean over all places. */
  double mean() {
    return trust() * undoubted();
  }

  private double undoubted() {
    double weight = sum(weights);
    return weight == 0 ? 0 : sum(sums) / weight;
  }

  private double trust() {
    return doubts == 0 ? 1 : weights[0] / (weights[0] + doubts);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** The number of classes of entropy. */
  static int classes() {
    return ENTROPIES.length + 1;
  }

  static int entropyClass(double entropy) {
    int c = 0;
    while (c < ENTROPIES.length && entropy > ENTROPIES[c]) {
      c++;
    }
    return c;
  }

  /**
   * The mean at each place where the proposer's entropy is in a class, (places, classes): that of
   * the class, scaled as the place is to the mean of all.
   */
  double[][] byPlaceAndClass(int places) {
    double[][] means = new double[places][classes()];
    double mean = undoubted();
    double[] byPlace = byPlace(); // with doubts
    for (int c = 0; c < classes(); c++) {
      double ofClass = (classSums[c] + SHARED * mean) / (classWeights[c] + SHARED);
      for (int place = 0; place < places; place++) {
        double ofPlace = byPlace[Math.min(place, PLACES - 1)] / Math.max(1e-6, mean);
        means[place][c] = Math.clamp(ofClass * ofPlace, 1e-6, 1);
      }
    }
    return means;
  }

  /** How often the proposer's entropy is in each class. */
  double[] classShares() {
    double weight = sum(classWeights);
    return Arrays.stream(classWeights)
        .map(w -> weight == 0 ? 1.0 / classes() : w / weight)
        .toArray();
  }
}
