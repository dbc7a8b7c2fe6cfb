package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.RoundRecord;
import io.github.pyramidsd.decoding.decode.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Decodes without tokens, on a simulated machine: leads a schedule through responses as a decoder
 * would, with coins for what is accepted. Half of the positions are easy and half hard.
 */
final class SimulatedDecoding implements Schedule.Progress {

  private static final int PROMPT = 64; // tokens
  private static final double CONTRAST = 0.8; // of easy and hard

  /** What a level's passes take. */
  interface Costs {
    double seconds(int level, int tokens);
  }

  /** Always the same composition. */
  record Fixed(Composition composition) implements Schedule {
    @Override
    public boolean reads(int level, int promptTokens) {
      return composition.uses(level);
    }

    @Override
    public Composition next(Progress progress) {
      return composition;
    }

    @Override
    public int[] probes(Progress progress, int recorded) {
      return new int[0];
    }

    @Override
    public int recorded() {
      return 0;
    }

    @Override
    public void record(RoundRecord record) {}
  }

  private final List<Measurements.Level> levels;
  private final SimulatedMachine machine;
  private final Costs costs;
  private final double[][] acceptance; // (level, proposer): in the first half of a response
  private final double[][] later; // (level, proposer): in the second half
  private final SplittableRandom random;
  private final int[] forwarded; // (level)
  private final RoundRecord record = new RoundRecord();
  private boolean[] isEasy = {}; // (position)
  private int position;
  private int end;
  private double budget = Double.POSITIVE_INFINITY;
  private double left;
  private double spent; // by the round
  private final int[] contexts; // (level): the most tokens
  private int speculated; // tokens made by rounds that speculate

  SimulatedDecoding(
      List<Measurements.Level> levels,
      SimulatedMachine machine,
      Costs costs,
      double[][] acceptance,
      double[][] later,
      long seed) {
    this.levels = levels;
    this.machine = machine;
    this.costs = costs;
    this.acceptance = acceptance;
    this.later = later;
    this.random = new SplittableRandom(seed);
    this.forwarded = new int[levels.size()];
    this.contexts = new int[levels.size()];
    Arrays.fill(contexts, Integer.MAX_VALUE);
  }

  /** Gives every response a deviation budget. */
  SimulatedDecoding withBudget(double value) {
    budget = value;
    return this;
  }

  /** Gives a level a context of so many tokens. */
  SimulatedDecoding withContext(int level, int tokens) {
    contexts[level] = tokens;
    return this;
  }

  private int target() {
    return levels.size() - 1;
  }

  /** How many tokens were made by rounds that speculate. */
  int speculated() {
    return speculated;
  }

  /** Makes a response of so many tokens. */
  void respond(Schedule schedule, int tokens) {
    position = PROMPT;
    end = PROMPT + tokens;
    left = budget;
    isEasy = new boolean[end + Throughput.LONGEST];
    for (int i = 0; i < isEasy.length; i++) {
      isEasy[i] = random.nextBoolean();
    }
    record.begin(RoundRecord.Kind.PROMPT, Composition.plain(target()));
    long start = machine.getAsLong();
    for (int level = 0; level < levels.size(); level++) {
      forwarded[level] = 0;
      if (levels.get(level).isModel() && (level == target() || schedule.reads(level, PROMPT))) {
        pass(level, PROMPT - 1);
        forwarded[level] = PROMPT - 1;
        machine.forgive(level == target() ? costs.seconds(level, PROMPT - 1) : 0);
      }
    }
    schedule.record(record.end(0, machine.getAsLong() - start, 0));
    int recorded = 0;
    while (position < end) {
      start = machine.getAsLong();
      int[] probed = schedule.probes(this, recorded);
      if (probed.length > 0) {
        record.begin(RoundRecord.Kind.PROBE, Composition.plain(target()));
        probe(probed, recorded);
        schedule.record(record.end(0, machine.getAsLong() - start, 0));
        start = machine.getAsLong();
      }
      Composition composition = schedule.next(this);
      recorded = Math.min(recorded, schedule.recorded());
      spent = 0;
      record.begin(RoundRecord.Kind.ROUND, composition);
      int made = round(composition, composition.stages().size() - 1, room());
      recorded += made;
      speculated += composition.stages().isEmpty() ? 0 : made;
      schedule.record(record.end(made, machine.getAsLong() - start, spent));
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
    boolean isExhausted = false;
    while (position - base < most && !isExhausted) {
      if (!levels.get(proposer).isModel() && !isOffered(level, proposer)) {
        isExhausted = true;
      } else {
        round(composition, index - 1, most - (position - base));
      }
    }
    int drawn = position - base;
    forward(level, drawn + 1);
    int accepted = 0;
    boolean kept = true;
    while (accepted < drawn && kept) {
      double agreement = agreement(level, proposer, base + accepted);
      record.addComparison(level, proposer, accepted + 1, agreement);
      boolean isUnseen =
          stage.rule() instanceof AcceptanceRule.Budgeted rule
              && accepted < rule.positions()
              && 1 - agreement <= left;
      left -= isUnseen ? 1 - agreement : 0;
      spent += isUnseen ? 1 - agreement : 0;
      kept = random.nextDouble() < agreement || isUnseen;
      accepted += kept ? 1 : 0;
    }
    if (isExhausted && kept) {
      record.addComparison(level, proposer, drawn + 1, Double.NaN);
    }
    for (int other = 0; other < forwarded.length; other++) {
      forwarded[other] = Math.min(forwarded[other], base + accepted);
    }
    position = base + accepted + 1;
    return accepted + 1;
  }

  /** A pass that predicts after so many tokens. */
  private void forward(int level, int rows) {
    if (levels.get(level).isModel()) {
      pass(level, Math.max(rows, position - forwarded[level]));
      forwarded[level] = position;
    }
  }

  private void pass(int level, int tokens) {
    long start = machine.getAsLong();
    machine.pass(costs.seconds(level, tokens), tokens);
    record.addPass(level, position - tokens, tokens, machine.getAsLong() - start);
  }

  private void probe(int[] probed, int recorded) {
    for (int proposer : probed) {
      if (levels.get(proposer).isModel()) {
        pass(proposer, Math.max(recorded, backlog(proposer)));
        forwarded[proposer] = position;
      }
    }
    for (int proposer : probed) {
      for (int level : probed) {
        if (level > proposer) {
          compare(level, proposer, recorded);
        }
      }
      compare(target(), proposer, recorded);
    }
  }

  private void compare(int level, int proposer, int recorded) {
    for (int i = 0; i < recorded; i++) {
      boolean isMissed = !levels.get(proposer).isModel() && !isOffered(level, proposer);
      double agreement =
          isMissed ? Double.NaN : agreement(level, proposer, position - recorded + i);
      record.addComparison(level, proposer, i + 1, agreement);
    }
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
    return left;
  }

  @Override
  public int backlog(int level) {
    return levels.get(level).isModel() ? position - forwarded[level] : 0;
  }

  @Override
  public boolean full(int level) {
    return position + Throughput.LONGEST > contexts[level];
  }
}
