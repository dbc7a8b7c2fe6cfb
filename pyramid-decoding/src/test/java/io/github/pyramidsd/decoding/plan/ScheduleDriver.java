package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Leads a schedule through a response without any tokens: asks and tells it what a generation
 * would, tosses coins for what is accepted, and adds up what the passes cost by their tables.
 */
final class ScheduleDriver implements Schedule.Progress {

  /** A round that was made: what by, and where it began. */
  record Made(Composition composition, int position) {}

  final Pyramid pyramid;
  final Estimates estimates;
  final PlanLog log;
  final double[][] acceptance; // (level, proposer): the truth, may be changed
  final List<Made> rounds = new ArrayList<>();
  final List<List<Integer>> probedAt; // (level): positions
  double roundSeconds;
  double probeSeconds;
  double hitRate = 1; // of a lookup
  private final PlannedSchedule schedule;
  private final int maxTokens;
  private final SplittableRandom random = new SplittableRandom(1);
  private final int[] backlog;
  private int position;
  private int recorded;

  /** Leads a response that does not end. */
  ScheduleDriver(Pyramid pyramid, Estimates estimates, double[][] acceptance) {
    this(pyramid, estimates, acceptance, 1_000_000);
  }

  ScheduleDriver(Pyramid pyramid, Estimates estimates, double[][] acceptance, int maxTokens) {
    this(pyramid, estimates, acceptance, maxTokens, 1);
  }

  /** Leads a response to a prompt, which levels read as the schedule wants it. */
  ScheduleDriver(
      Pyramid pyramid,
      Estimates estimates,
      double[][] acceptance,
      int maxTokens,
      int promptTokens) {
    this.pyramid = pyramid;
    this.estimates = estimates;
    this.acceptance = acceptance;
    this.maxTokens = maxTokens;
    this.log = new PlanLog(pyramid, System::nanoTime);
    this.backlog = new int[pyramid.levels()];
    this.probedAt = new ArrayList<>();
    for (int level = 0; level < backlog.length; level++) {
      probedAt.add(new ArrayList<>());
    }
    this.schedule =
        new PlannedSchedule(
            estimates,
            new Planning(estimates, false),
            new Account(Planner.PROBING),
            new Account(Planner.PLAIN),
            log,
            false,
            GenerationOptions.DEFAULT.withMaxTokens(maxTokens));
    this.position = promptTokens;
    Arrays.setAll(backlog, level -> reads(level) ? 1 : promptTokens);
  }

  private boolean reads(int level) {
    return level == backlog.length - 1 || schedule.reads(level, position);
  }

  PlannedSchedule schedule() {
    return schedule;
  }

  /** Makes rounds until there are so many more tokens. */
  void decode(int tokens) {
    int end = position + tokens;
    while (position < end) {
      round();
    }
  }

  private void round() {
    int[] probed = schedule.probes(this, recorded);
    if (probed.length > 0) {
      probe(probed);
    }
    Composition composition = schedule.next(this);
    if (!schedule.records() || recorded > 32) {
      recorded = 0;
    }
    rounds.add(new Made(composition, position));
    int tokens = composition.stages().isEmpty() ? plain() : speculate(composition);
    position += tokens;
    recorded += tokens;
    for (int level = 0; level < backlog.length; level++) {
      backlog[level] = composition.uses(level) ? 1 : backlog[level] + tokens;
    }
    schedule.onRound(tokens, random.nextInt(1_000_000), 0);
  }

  private int plain() {
    roundSeconds += seconds(pyramid.levels() - 1, 1);
    return 1;
  }

  private int speculate(Composition composition) {
    int proposer = composition.bottom();
    int emitted = 0;
    for (Composition.Stage stage : composition.stages()) {
      int drawn = 0;
      boolean stops = pyramid.model(proposer).isEmpty() && isMissed();
      if (stops) {
        schedule.onExhausted(stage.level(), proposer, 0);
      }
      while (drawn < stage.blockLength() && !stops) {
        drawn++;
        stops = stage.stopRule().stops(drawn, Predictions.amongst(3));
      }
      roundSeconds += drawn * seconds(proposer, 1);
      emitted = 1;
      boolean kept = true;
      for (int i = 0; i < drawn && kept; i++) {
        double agreement = acceptance[stage.level()][proposer];
        schedule.onVerified(stage.level(), proposer, i, agreement, KnownLevels.ENTROPY);
        kept = random.nextDouble() < agreement;
        emitted += kept ? 1 : 0;
      }
      if (stage.level() == pyramid.levels() - 1) {
        roundSeconds += seconds(stage.level(), drawn + 1);
      }
      proposer = stage.level();
    }
    return emitted;
  }

  /** Whether a lookup has nothing to propose this time. */
  private boolean isMissed() {
    return random.nextDouble() >= hitRate;
  }

  private void probe(int[] probed) {
    int target = pyramid.levels() - 1;
    for (int proposer : probed) {
      probedAt.get(proposer).add(position);
      probeSeconds += seconds(proposer, backlog[proposer]);
      backlog[proposer] = 1;
      for (int level : probed) {
        if (level > proposer) {
          tell(level, proposer);
        }
      }
      tell(target, proposer);
    }
  }

  private void tell(int level, int proposer) {
    double[] agreement = new double[recorded];
    double[] kept = new double[recorded];
    double[] entropy = new double[recorded];
    for (int i = 0; i < recorded; i++) {
      boolean missed = pyramid.model(proposer).isEmpty() && isMissed();
      agreement[i] = missed ? Double.NaN : acceptance[level][proposer];
      kept[i] = acceptance[level][proposer];
      entropy[i] = KnownLevels.ENTROPY;
    }
    schedule.onProbed(level, proposer, agreement, kept, entropy);
  }

  private double seconds(int level, int tokens) {
    return estimates.seconds(level, Math.max(0, position - tokens), tokens);
  }

  /** The positions at which plain rounds were made. */
  List<Integer> plainAt() {
    return rounds.stream()
        .filter(made -> made.composition().stages().isEmpty())
        .map(Made::position)
        .toList();
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public int room() {
    return maxTokens + 1 - position;
  }

  @Override
  public double budgetLeft() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public int backlog(int level) {
    return pyramid.model(level).isEmpty() ? 0 : backlog[level];
  }
}
