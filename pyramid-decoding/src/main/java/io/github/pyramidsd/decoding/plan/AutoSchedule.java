package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.RoundRecord;
import io.github.pyramidsd.decoding.decode.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Plans one response: uses what was chosen for some rounds and then chooses again, checks that
 * speculation is faster than plain decoding, and explores within a share of the time.
 */
public final class AutoSchedule implements Schedule {

  private static final int CHOSEN_FOR = Knob.i("chosen", 32); // rounds
  private static final int GUESSED_FOR =
      Knob.i("guessed", 4); // rounds; by then the guess is measured
  private static final double LEARNING = 0.1; // of the response's time
  private static final int FIRST = 8; // tokens before levels nobody knows are probed
  private static final int RECORDED = 16; // tokens of other probes
  private static final int EXPLORED =
      Knob.i("explored", 8); // rounds between decisions about exploring
  private static final int TRIED = Knob.i("tried", 4); // rounds
  private static final int REFRESH =
      Knob.i("refresh", 500); // tokens after which a size is measured again
  private static final double PROMISING =
      Knob.d("prom", 1.25); // the most by which a trial is predicted slower
  private static final int CHECKED =
      Knob.i("checked", 256); // tokens after which speculation must have paid
  private static final int LEAST_PLAIN =
      Knob.i("leastplain", 64); // tokens of plain decoding if it has not
  private static final int MOST_PLAIN = 1024;

  /** Seconds of reading a token of a prompt, by those of a plain token, as long as not measured. */
  private static final double READING = 0.25;

  private static final int[] NONE = {};

  private final Measurements measurements;
  private final String key;
  private final int maxTokens;
  private final double budget;
  private final boolean isCoupled;
  private final boolean isFixed;
  private final int levels;
  private final Composition plain;
  private @Nullable Choice choice;
  private @Nullable Snapshot snapshot;
  private int rounds; // since the choice
  private int changes;
  private int[] learning = NONE; // levels to probe before anything is chosen
  private boolean isStarted;
  private int[] probing = NONE; // levels that a paid probe is for
  private int untilExploring = EXPLORED; // rounds
  private double expected; // tokens of speculative rounds since the last check
  private double seconds; // of those
  private @Nullable Composition trying;
  private int trialsLeft; // rounds
  private int plainLeft; // tokens
  private double achieved;
  private boolean isSuspected;
  private int penalty = LEAST_PLAIN; // tokens

  /**
   * Prepares to plan a response.
   *
   * @param measurements of the decoder
   * @param key the sampling options and the constraint, by which acceptance is kept apart
   * @param maxTokens the most that the response may have, at least 1
   * @param budget the most deviation that may be spent; 0 or infinite: nothing is
   * @param isCoupled whether a seed couples the levels' draws; at temperature 0 there is nothing to
   *     couple. A response that has a budget too is planned once
   */
  public AutoSchedule(
      Measurements measurements, String key, int maxTokens, double budget, boolean isCoupled) {
    this.measurements = measurements;
    this.key = key;
    this.maxTokens = maxTokens;
    this.budget = budget;
    this.isCoupled = isCoupled;
    this.isFixed = isCoupled && budget > 0 && budget < Double.POSITIVE_INFINITY;
    this.levels = measurements.levels().size();
    this.plain = Composition.plain(levels - 1);
  }

  /** What the response is decoded with at the moment, if anything was chosen yet. */
  public Optional<Choice> choice() {
    return Optional.ofNullable(choice);
  }

  private IntStream lower() {
    return IntStream.range(0, levels - 1);
  }

  private boolean isModel(int level) {
    return measurements.levels().get(level).isModel();
  }

  @Override
  public boolean reads(int level, int promptTokens) {
    start(promptTokens);
    return used().uses(level) || contains(learning, level);
  }

  private void start(int promptTokens) {
    if (isStarted) {
      return;
    }
    isStarted = true;
    int[] backlog = new int[levels];
    Arrays.fill(backlog, 0, levels - 1, promptTokens);
    choose(promptTokens, maxTokens, budget, backlog, new boolean[levels]);
    if (!isFixed) {
      int[] unknown =
          lower()
              .filter(level -> measurements.isUnknown(key, level))
              .filter(level -> isAffordable(level, promptTokens))
              .toArray();
      learning = IntStream.of(unknown).anyMatch(this::isModel) ? unknown : NONE;
    }
  }

  private boolean isAffordable(int level, int tokens) {
    double plainSeconds = chosen().plainSeconds();
    double reading =
        plainSeconds > 0 ? readSeconds(level, tokens) / plainSeconds : READING * tokens;
    return !isModel(level) || reading <= LEARNING * maxTokens;
  }

  /** Seconds in which a level reads so many tokens; the target's as long as not measured. */
  private double readSeconds(int level, int tokens) {
    Snapshot known = snapshot;
    if (known == null || !isModel(level)) {
      return 0;
    }
    int position = 0;
    return tokens
        * known
            .costs(level, position)
            .or(() -> known.costs(levels - 1, position))
            .map(costs -> costs.seconds()[PassTimes.BY_TOKEN])
            .orElse(0.0);
  }

  private void choose(int position, int room, double left, int[] backlog, boolean[] isFull) {
    snapshot = measurements.snapshot(key);
    Composition inUse = choice == null ? null : choice.composition();
    choice =
        Chooser.best(
            snapshot,
            new Chooser.Question(position, room, left, isCoupled, backlog, isFull, inUse));
    rounds = 0;
    changes = measurements.changes(key);
  }

  private void choose(Progress progress) {
    choose(
        progress.position(),
        Math.max(1, progress.room()),
        progress.budgetLeft(),
        IntStream.range(0, levels).map(progress::backlog).toArray(),
        isFull(progress));
  }

  private boolean[] isFull(Progress progress) {
    boolean[] isFull = new boolean[levels];
    for (int level = 0; level < levels; level++) {
      isFull[level] = progress.full(level);
    }
    return isFull;
  }

  private Choice chosen() {
    if (choice == null) {
      throw new IllegalStateException("nothing was chosen yet");
    }
    return choice;
  }

  private Composition used() {
    return chosen().composition();
  }

  @Override
  public Composition next(Progress progress) {
    start(progress.position());
    if (isFixed) {
      return used();
    }
    if (learning.length > 0) {
      return plain;
    }
    if (isDue(progress)) {
      choose(progress);
    }
    if (isSuspected && plainLeft == 0) {
      choose(progress);
      isSuspected = false;
      if (achieved > chosen().plainSeconds()) {
        plainLeft = penalty;
        penalty = Math.min(MOST_PLAIN, 2 * penalty);
      }
    }
    if (plainLeft > 0) {
      return plain;
    }
    if (trialsLeft > 0 && trying != null) {
      trialsLeft--;
      return trying;
    }
    return --untilExploring > 0 ? used() : explore(progress);
  }

  private boolean isDue(Progress progress) {
    if (rounds >= (chosen().isGuess() ? GUESSED_FOR : CHOSEN_FOR)) {
      return true;
    }
    if (rounds >= Knob.i("changedfor", 4) && measurements.changes(key) != changes) {
      return true;
    }
    Composition used = used();
    return !used.stages().isEmpty()
        && lower().anyMatch(level -> used.uses(level) && progress.full(level));
  }

  /** Decides what else is to be found out; returns what makes this round. */
  private Composition explore(Progress progress) {
    untilExploring = EXPLORED;
    if (probing.length == 0) {
      int[] stale =
          lower()
              .filter(level -> measurements.isStale(key, level) && !progress.full(level))
              .toArray();
      int[] probed =
          lower()
              .filter(level -> contains(stale, level) || used().uses(level))
              .filter(level -> !progress.full(level))
              .toArray();
      double cost = 0;
      for (int level : probed) {
        cost += readSeconds(level, RECORDED + Math.max(0, progress.backlog(level) - 1));
      }
      if (stale.length > 0 && measurements.spend(cost)) {
        probing = probed;
      }
    }
    for (Choice.Trial trial : chosen().trials()) {
      if (trial.slowdown() > PROMISING) {
        break;
      }
      if (!measurements.isFresh(progress.position(), trial.size(), REFRESH)) {
        if (!measurements.spend(trial.catchUp() + TRIED * trial.extra())) {
          return used();
        }
        trying = trial.composition();
        trialsLeft = TRIED - 1;
        return trying;
      }
    }
    return used();
  }

  @Override
  public int[] probes(Progress progress, int recorded) {
    int[] probed = NONE;
    if (learning.length > 0 && recorded >= Math.clamp(maxTokens / 2, 1, FIRST)) {
      probed = learning;
      learning = NONE;
      rounds = CHOSEN_FOR; // chooses anew
    } else if (probing.length > 0 && recorded >= RECORDED) {
      probed = probing;
      probing = NONE;
    }
    return IntStream.of(probed).filter(level -> !progress.full(level)).toArray();
  }

  @Override
  public int recorded() {
    return learning.length > 0 || probing.length > 0 ? RECORDED : 0;
  }

  @Override
  public void record(RoundRecord record) {
    measurements.record(key, record);
    if (record.kind() != RoundRecord.Kind.ROUND) {
      return;
    }
    rounds++;
    if (record.composition().stages().isEmpty()) {
      plainLeft = Math.max(0, plainLeft - record.tokens());
    } else if (choice != null && record.composition().equals(choice.composition())) {
      check(record);
    }
  }

  /** Goes back to plain decoding for a while if speculation has turned out to be slower. */
  private void check(RoundRecord record) {
    expected += expectedTokens(record);
    seconds += record.nanos() / 1e9;
    if (expected < CHECKED) {
      return;
    }
    achieved = seconds / expected;
    if (achieved > chosen().plainSeconds()) {
      plainLeft = Knob.i("compared", 16);
      isSuspected = true;
    } else {
      penalty = LEAST_PLAIN;
    }
    expected = 0;
    seconds = 0;
  }

  /** The tokens that a round like this one makes on average, which vary less than its own. */
  private double expectedTokens(RoundRecord record) {
    if (record.spent() > 0) {
      return record.tokens();
    }
    double tokens = 1;
    for (int i = 0; i < record.comparisons(); i++) {
      double agreement = record.agreement(i);
      if (record.verifier(i) == levels - 1 && !Double.isNaN(agreement)) {
        tokens += isCoupled ? Chooser.coupled(agreement) : agreement;
      }
    }
    return tokens;
  }

  private static boolean contains(int[] levels, int level) {
    return IntStream.of(levels).anyMatch(one -> one == level);
  }

  /** The table of the choice in use. */
  List<Choice.Row> table() {
    return chosen().table();
  }
}
