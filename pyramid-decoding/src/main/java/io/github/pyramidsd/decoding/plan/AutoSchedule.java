package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.RoundRecord;
import io.github.pyramidsd.decoding.decode.Schedule;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Plans one response: uses what was chosen for some rounds and then chooses again, checks that
 * speculation is faster than plain decoding, and explores within a share of the time.
 */
public final class AutoSchedule implements Schedule {

  private static final int FIRST_CHOSEN_FOR = 4; // rounds; twice as many if it stays the same
  private static final int CHOSEN_FOR = 32;
  private static final double LEARNING = 0.1; // of the response's time
  private static final double SMALLER = 0.25; // a level's passes by the target's, until measured
  private static final double READING = 0.1; // a prompt's token by a plain one, until measured
  private static final int FIRST = 8; // tokens before levels nobody knows are probed
  private static final int RECORDED = 16; // tokens of other probes
  private static final int EXPLORED = 8; // rounds between decisions about exploring
  private static final int TRIED = 4; // rounds
  private static final int REFRESH = 500; // tokens after which a size is measured again
  private static final double PROMISING = 1.15; // the most by which a trial is predicted slower
  private static final int CHECKED = 256; // tokens after which speculation must have paid
  private static final int LEAST_PLAIN = 64; // tokens of plain decoding if it has not
  private static final int MOST_PLAIN = 1024;

  private static final int[] NONE = {};

  private final Measurements measurements;
  private final String key;
  private final int maxTokens;
  private final double budget;
  private final boolean isCoupled;
  private final boolean isFixed;
  private final int target;
  private @Nullable Choice choice;
  private int untilChoice; // rounds
  private int chosenFor = FIRST_CHOSEN_FOR; // rounds
  private int changes; // of acceptance, when it was made
  private int[] learning = NONE; // levels to probe before anything is used
  private int[] probing = NONE; // levels of a probe that is paid for
  private int untilExploring = EXPLORED; // rounds
  private @Nullable Composition trial;
  private int trialsLeft; // rounds
  private double expected; // tokens of speculative rounds since the last check
  private double seconds; // of those
  private double achieved; // seconds a token, if that is to be checked; else 0
  private int plainLeft; // tokens
  private int penalty = LEAST_PLAIN; // tokens

  /**
   * Prepares to plan a response.
   *
   * @param measurements of the decoder
   * @param key the sampling options and the constraint, by which acceptance is kept apart
   * @param maxTokens the most that the response may have, at least 1
   * @param budget the most deviation that may be spent; 0 or infinite: nothing is
   * @param isCoupled whether a seed couples the draws; at temperature 0 there is nothing to couple.
   *     A response that has a budget too is planned once, at its start
   */
  public AutoSchedule(
      Measurements measurements, String key, int maxTokens, double budget, boolean isCoupled) {
    this.measurements = measurements;
    this.key = key;
    this.maxTokens = maxTokens;
    this.budget = budget;
    this.isCoupled = isCoupled;
    this.isFixed = isCoupled && budget > 0 && budget < Double.POSITIVE_INFINITY;
    this.target = measurements.levels().size() - 1;
  }

  /** Returns what is used at the moment and the table it was chosen by, once there is a choice. */
  public Optional<Choice> choice() {
    return Optional.ofNullable(choice);
  }

  private int[] lower(IntPredicate which) {
    return IntStream.range(0, target).filter(which).toArray();
  }

  private boolean isModel(int level) {
    return measurements.levels().get(level).isModel();
  }

  @Override
  public boolean reads(int level, int promptTokens) {
    boolean learns = Arrays.stream(learning).anyMatch(one -> one == level);
    return start(promptTokens).composition().uses(level) || learns;
  }

  private Choice start(int promptTokens) {
    if (choice != null) {
      return choice;
    }
    int[] backlog = new int[target + 1];
    Arrays.fill(backlog, 0, target, promptTokens);
    Choice first = choose(promptTokens, maxTokens, budget, backlog, new boolean[target + 1]);
    double plain = first.plain().secondsPerToken();
    double most = LEARNING * maxTokens * plain;
    int[] unknown =
        lower(
            level ->
                measurements.isUnknown(key, level)
                    && (plain < Double.POSITIVE_INFINITY
                        ? readSeconds(level, 0, promptTokens) <= most
                        : READING * promptTokens <= LEARNING * maxTokens));
    boolean isWorthIt = !isFixed && Arrays.stream(unknown).anyMatch(this::isModel);
    learning = isWorthIt ? unknown : NONE;
    return first;
  }

  /** Returns seconds in which a level reads tokens, by the target's until they are known. */
  private double readSeconds(int level, int position, int tokens) {
    Snapshot snapshot = measurements.snapshot(key);
    double each =
        snapshot
            .seconds(level, position)
            .map(known -> known[PassTimes.BY_TOKEN])
            .or(() -> snapshot.seconds(target, position).map(t -> SMALLER * t[PassTimes.BY_TOKEN]))
            .orElse(0.0);
    return isModel(level) ? tokens * each : 0;
  }

  private Choice choose(int position, int room, double left, int[] backlog, boolean[] isFull) {
    Composition inUse = choice == null ? null : choice.composition();
    changes = measurements.changes(key);
    Choice next =
        Chooser.best(
            measurements.snapshot(key),
            new Chooser.Question(position, room, left, isCoupled, backlog, isFull, inUse));
    boolean isSame = next.composition().equals(inUse);
    chosenFor = isSame ? Math.min(CHOSEN_FOR, 2 * chosenFor) : FIRST_CHOSEN_FOR;
    untilChoice = chosenFor;
    choice = next;
    return next;
  }

  private Choice choose(Progress progress) {
    int[] backlog = IntStream.rangeClosed(0, target).map(progress::backlog).toArray();
    boolean[] isFull = new boolean[target + 1];
    for (int level : lower(progress::full)) {
      isFull[level] = true;
    }
    int room = Math.max(1, progress.room());
    return choose(progress.position(), room, progress.budgetLeft(), backlog, isFull);
  }

  @Override
  public Composition next(Progress progress) {
    Choice current = start(progress.position());
    if (isFixed) {
      return current.composition();
    }
    Composition plain = Composition.plain(target);
    if (learning.length > 0) {
      return plain;
    }
    boolean hasChanged = measurements.changes(key) != changes;
    boolean isDue = hasChanged && chosenFor - untilChoice >= FIRST_CHOSEN_FOR;
    Composition used = current.composition();
    if (untilChoice <= 0 || isDue || lower(i -> used.uses(i) && progress.full(i)).length > 0) {
      current = choose(progress);
    }
    if (achieved > current.plain().secondsPerToken()) { // by what plain decoding takes now
      plainLeft = penalty;
      penalty = Math.min(MOST_PLAIN, 2 * penalty);
    }
    achieved = 0;
    if (plainLeft > 0) {
      return plain;
    }
    if (trial != null && trialsLeft-- > 0) {
      return trial;
    }
    trial = --untilExploring > 0 ? null : explore(progress, current);
    return trial == null ? current.composition() : trial;
  }

  /** Decides what else is to be found out; returns what to try. */
  private @Nullable Composition explore(Progress progress, Choice current) {
    untilExploring = EXPLORED;
    int[] stale = lower(level -> measurements.isStale(key, level) && !progress.full(level));
    if (stale.length > 0 && probing.length == 0) {
      int[] probed = lower(i -> measurements.isStale(key, i) || current.composition().uses(i));
      double cost = 0;
      for (int level : probed) {
        int tokens = RECORDED + Math.max(0, progress.backlog(level) - 1);
        cost += readSeconds(level, progress.position(), tokens);
      }
      probing = measurements.spend(cost) ? probed : NONE;
    }
    double perToken = current.row().secondsPerToken();
    for (Choice.Row row : current.bySize()) {
      if (row.secondsPerToken() > PROMISING * perToken) {
        break;
      }
      if (!measurements.isFresh(progress.position(), row.size(), REFRESH)) {
        double extra = row.secondsPerRound() - row.tokensPerRound() * perToken;
        trialsLeft = TRIED - 1;
        return measurements.spend(row.catchUp() + TRIED * extra) ? row.composition() : null;
      }
    }
    return null;
  }

  @Override
  public int[] probes(Progress progress, int recorded) {
    int[] probed = NONE;
    if (learning.length > 0 && recorded >= Math.clamp(maxTokens / 2, 1, FIRST)) {
      probed = learning;
      learning = NONE;
      untilChoice = 0;
    } else if (probing.length > 0 && recorded >= RECORDED) {
      probed = probing;
      probing = NONE;
    }
    return Arrays.stream(probed).filter(level -> !progress.full(level)).toArray();
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
    untilChoice--;
    plainLeft = Math.max(0, plainLeft - record.tokens());
    boolean isPlain = record.composition().stages().isEmpty();
    if (!isPlain && choice != null && record.composition().equals(choice.composition())) {
      check(record);
    }
  }

  /** Adds up whether speculation is as fast as it should be: faster than plain decoding. */
  private void check(RoundRecord record) {
    double tokens = 1; // that such a round makes on average, which vary less than its own
    for (int i = 0; i < record.comparisons(); i++) {
      double agreement = record.agreement(i);
      if (record.verifier(i) == target && !Double.isNaN(agreement)) {
        tokens += isCoupled ? Chooser.coupled(agreement) : agreement;
      }
    }
    expected += record.spent() > 0 ? record.tokens() : tokens;
    seconds += record.nanos() / 1e9;
    if (expected >= CHECKED && choice != null) {
      boolean isSlow = seconds / expected > choice.plain().secondsPerToken();
      achieved = isSlow ? seconds / expected : 0;
      untilChoice = isSlow ? 0 : untilChoice;
      penalty = isSlow ? penalty : LEAST_PLAIN;
      expected = 0;
      seconds = 0;
    }
  }
}
