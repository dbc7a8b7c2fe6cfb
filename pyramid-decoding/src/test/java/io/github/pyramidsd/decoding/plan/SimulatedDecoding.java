package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.Schedule;
import io.github.pyramidsd.decoding.sampling.Prediction;
import java.util.SplittableRandom;

/**
 * Decodes without tokens, on a simulated machine: leads a schedule through responses as a
 * generation would, with coins for what is accepted. Half of the positions are easy and half hard,
 * which entropies tell.
 */
final class SimulatedDecoding implements Schedule.Progress {

  private static final int PROMPT = 64; // tokens
  private static final int MOST_RECORDED = 32;
  private static final double CONTRAST = 0.8; // of easy and hard
  private static final Prediction EASY = Predictions.amongst(1);
  private static final Prediction HARD = Predictions.amongst(7);

  /** What a level's passes take. */
  interface Costs {
    double seconds(int level, int tokens);
  }

  private final Pyramid pyramid;
  private final SimulatedMachine machine;
  private final Costs costs;
  private final double[][] acceptance; // (level, proposer): in the first half of a response
  private final double[][] later; // (level, proposer): in the second half
  private final SplittableRandom random;
  private final int[] forwarded; // (level)
  private boolean[] isEasy = {}; // (position)
  private Schedule schedule = Schedule.of(Composition.plain(0));
  private int position;
  private int end;

  SimulatedDecoding(
      Pyramid pyramid,
      SimulatedMachine machine,
      Costs costs,
      double[][] acceptance,
      double[][] later,
      long seed) {
    this.pyramid = pyramid;
    this.machine = machine;
    this.costs = costs;
    this.acceptance = acceptance;
    this.later = later;
    this.random = new SplittableRandom(seed);
    this.forwarded = new int[pyramid.levels()];
  }

  /** Makes a response of so many tokens. */
  void respond(Schedule by, int tokens) {
    schedule = by;
    position = PROMPT;
    end = PROMPT + tokens;
    isEasy = new boolean[end + BlockLaw.LONGEST];
    for (int i = 0; i < isEasy.length; i++) {
      isEasy[i] = random.nextBoolean();
    }
    int target = pyramid.levels() - 1;
    for (int level = 0; level <= target; level++) {
      forwarded[level] = level == target || schedule.reads(level, PROMPT) ? PROMPT - 1 : 0;
    }
    int recorded = 0;
    long roundStart = machine.getAsLong();
    while (position < end) {
      int[] probed = schedule.probes(this, recorded);
      if (probed.length > 0) {
        probe(probed, recorded);
      }
      Composition composition = schedule.next(this);
      recorded = schedule.records() && recorded <= MOST_RECORDED ? recorded : 0;
      int made = round(composition, composition.stages().size() - 1, room());
      recorded += made;
      long now = machine.getAsLong();
      schedule.onRound(made, now - roundStart, 0);
      roundStart = now;
    }
  }

  /** A round of a stage, or of the lowest level for -1; returns how many tokens it emits. */
  private int round(Composition composition, int index, int limit) {
    if (index < 0) {
      forward(composition.bottom(), 1);
      position++;
      return 1;
    }
    Composition.Stage stage = composition.stages().get(index);
    int level = stage.level();
    int proposer = index == 0 ? composition.bottom() : composition.stages().get(index - 1).level();
    int base = position;
    int most = Math.min(stage.blockLength(), limit - 1);
    boolean stops = false;
    while (position - base < most && !stops) {
      if (pyramid.model(proposer).isEmpty() && !isOffered(level, proposer)) {
        schedule.onExhausted(level, proposer, position - base);
        break;
      }
      round(composition, index - 1, most - (position - base));
      stops = index == 0 && stage.stopRule().stops(position - base, predictionAt(position - 1));
    }
    int drawn = position - base;
    forward(level, drawn + 1);
    int accepted = 0;
    boolean kept = true;
    while (accepted < drawn && kept) {
      double agreement = agreement(level, proposer, base + accepted);
      double entropy = predictionAt(base + accepted).entropy();
      if (schedule.watchesAgreement()) {
        schedule.onVerified(level, proposer, accepted, agreement, entropy);
      }
      kept = random.nextDouble() < agreement;
      accepted += kept ? 1 : 0;
    }
    for (int other = 0; other < forwarded.length; other++) {
      forwarded[other] = Math.min(forwarded[other], base + accepted);
    }
    position = base + accepted + 1;
    return accepted + 1;
  }

  /** A pass that predicts after so many tokens. */
  private void forward(int level, int rows) {
    if (pyramid.model(level).isPresent()) {
      long start = machine.getAsLong();
      int tokens = Math.max(rows, position - forwarded[level]);
      pass(level, tokens);
      schedule.onPass(level, position - tokens, tokens, machine.getAsLong() - start);
    }
  }

  private void pass(int level, int tokens) {
    machine.pass(costs.seconds(level, tokens), tokens);
    forwarded[level] = position;
  }

  private void probe(int[] probed, int recorded) {
    for (int proposer : probed) {
      if (pyramid.model(proposer).isPresent()) {
        pass(proposer, Math.max(recorded, backlog(proposer)));
      }
    }
    for (int proposer : probed) {
      for (int level : probed) {
        if (level > proposer) {
          tell(level, proposer, recorded);
        }
      }
      tell(pyramid.levels() - 1, proposer, recorded);
    }
  }

  private void tell(int level, int proposer, int recorded) {
    double[] agreements = new double[recorded];
    double[] entropies = new double[recorded];
    for (int i = 0; i < recorded; i++) {
      boolean isMissed = pyramid.model(proposer).isEmpty() && !isOffered(level, proposer);
      agreements[i] = isMissed ? Double.NaN : agreement(level, proposer, position - recorded + i);
      entropies[i] = predictionAt(position - recorded + i).entropy();
    }
    schedule.onProbed(level, proposer, agreements, agreements.clone(), entropies);
  }

  /** A lookup seldom finds anything. */
  private boolean isOffered(int level, int lookup) {
    return random.nextDouble() < acceptance[level][lookup];
  }

  private double agreement(int level, int proposer, int at) {
    double mean = (2 * at < PROMPT + end ? acceptance : later)[level][proposer];
    double contrast = CONTRAST * Math.min(mean, 1 - mean);
    return mean + (isEasy[at] ? contrast : -contrast);
  }

  private Prediction predictionAt(int at) {
    return isEasy[at] ? EASY : HARD;
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public int room() {
    return end - position;
  }

  @Override
  public double budgetLeft() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public int backlog(int level) {
    return pyramid.model(level).isEmpty() ? 0 : position - forwarded[level];
  }
}
