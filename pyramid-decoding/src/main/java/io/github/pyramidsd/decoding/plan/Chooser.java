package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.StopRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the composition that is predicted to be fastest, by computing all. */
public final class Chooser {

  private static final int MOST_LEVELS = 4;
  private static final int[] LENGTHS = {1, 2, 3, 5, 7, 11, Throughput.LONGEST};
  private static final double HYSTERESIS = Knob.d("hyst", 0.02);

  /** Proposals of each block that may be accepted unseen: see {@link AcceptanceRule.Budgeted}. */
  private static final int UNSEEN = 3;

  /**
   * What a choice is for.
   *
   * @param position in the context
   * @param room how many tokens may still come, at least 1
   * @param budget what may be spent of the deviation budget; 0 or infinite: nothing
   * @param isCoupled whether a seed couples the levels' draws, by which fewer proposals are
   *     accepted
   * @param backlog (levels): how many tokens each level has yet to forward
   * @param isFull (levels): whether the level's context is full
   * @param inUse what is in use, which is kept unless something is clearly faster
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, changed by none
  public record Question(
      int position,
      int room,
      double budget,
      boolean isCoupled,
      int[] backlog,
      boolean[] isFull,
      @Nullable Composition inUse) {}

  /** A chain with lengths, and what it is predicted to do. */
  private record Point(
      Composition composition,
      double tokens,
      double seconds,
      double catchUp,
      double secondsPerToken,
      boolean isGuess) {
    int size() {
      List<Composition.Stage> stages = composition.stages();
      return stages.isEmpty() ? 1 : stages.getLast().blockLength() + 1;
    }
  }

  private final Snapshot snapshot;
  private final Question question;
  private final AcceptanceRule last;
  private final List<Optional<Snapshot.Costs>> costs;
  private final double[][][] acceptance; // (verifier, proposer, place); null if not known
  private final double[] offered; // (proposer)
  private final List<Choice.Row> table = new ArrayList<>();
  private final @Nullable Point[] bySize = new Point[Throughput.LONGEST + 2];
  private @Nullable Point inUse;
  private @Nullable Point best;

  // The chain that is looked at.
  private int[] levels = {};
  private int[] lengths = {};
  private @Nullable Point bestOfChain;

  private Chooser(Snapshot snapshot, Question question) {
    this.snapshot = snapshot;
    this.question = question;
    boolean spends = question.budget > 0 && question.budget < Double.POSITIVE_INFINITY;
    this.last = spends ? new AcceptanceRule.Budgeted(UNSEEN) : new AcceptanceRule.Exact();
    int count = snapshot.levels().size();
    this.costs =
        IntStream.range(0, count)
            .mapToObj(level -> snapshot.costs(level, question.position))
            .toList();
    this.acceptance = new double[count][count][];
    this.offered = new double[count];
    for (int verifier = 0; verifier < count; verifier++) {
      for (int proposer = 0; proposer < verifier; proposer++) {
        Snapshot.Agreement known = snapshot.agreement(verifier, proposer).orElse(null);
        if (known != null) {
          acceptance[verifier][proposer] =
              known.means().stream()
                  .mapToDouble(mean -> question.isCoupled ? coupled(mean) : mean)
                  .toArray();
          offered[proposer] = known.offered();
        }
      }
    }
  }

  /**
   * The share of proposals accepted if a seed couples the draws, where the exact rule accepts a
   * share of {@code r}. It is between r/(2 − r) and r (Daliri, Musco, Suresh 2024); this is the
   * mean over many pairs of distributions.
   */
  static double coupled(double r) {
    return 0.63 * r + 0.37 * r / (2 - r);
  }

  /** Returns the fastest composition and the table that it was chosen by. */
  public static Choice best(Snapshot snapshot, Question question) {
    return new Chooser(snapshot, question).choose();
  }

  private Choice choose() {
    int target = snapshot.target();
    for (int lower = 0; lower < 1 << target; lower++) {
      if (Integer.bitCount(lower) < MOST_LEVELS) {
        int chain = lower | 1 << target;
        levels =
            IntStream.rangeClosed(0, target).filter(level -> (chain >> level & 1) == 1).toArray();
        String whyNot = whyNot();
        if (whyNot.isEmpty()) {
          searchChain();
        } else {
          table.add(
              new Choice.Row(
                  label(levels, new int[0]), List.of(), 0, 0, 0, whyNot, Optional.empty()));
        }
      }
    }
    Point plain = bySize[1];
    if (best == null || plain == null) { // no pass was measured yet
      return new Choice(Composition.plain(target), 0, 0, true, table, List.of());
    }
    Point chosen =
        inUse != null && best.secondsPerToken > (1 - HYSTERESIS) * inUse.secondsPerToken
            ? inUse
            : best;
    table.sort(Comparator.comparingDouble(row -> -row.tokensPerSecond()));
    List<Choice.Trial> trials = new ArrayList<>();
    Arrays.stream(bySize)
        .filter(point -> point != null)
        .sorted(Comparator.comparingDouble(Point::secondsPerToken))
        .forEach(point -> trials.add(trial(point, chosen)));
    return new Choice(
        chosen.composition,
        chosen.secondsPerToken,
        plain.secondsPerToken,
        chosen.isGuess,
        table,
        trials);
  }

  private static Choice.Trial trial(Point point, Point chosen) {
    double extra = point.seconds - point.tokens * chosen.secondsPerToken;
    return new Choice.Trial(
        point.composition,
        point.size(),
        point.catchUp,
        extra,
        point.secondsPerToken / chosen.secondsPerToken);
  }

  /** Why a chain cannot be predicted; empty if it can. */
  private String whyNot() {
    for (int i = 0; i < levels.length; i++) {
      if (question.isFull[levels[i]] && levels[i] != snapshot.target()) {
        return "context full";
      }
      if (costs.get(levels[i]).isEmpty()
          || (i > 0 && acceptance[levels[i]][levels[i - 1]] == null)) {
        return "unknown";
      }
    }
    return "";
  }

  private void searchChain() {
    lengths = new int[levels.length - 1];
    bestOfChain = null;
    double[] bottom = seconds(levels[0]);
    boolean isModel = snapshot.levels().get(levels[0]).isModel();
    if (levels.length == 1) {
      add(bottom[1], 1);
    } else {
      search(0, isModel ? Throughput.model(bottom) : Throughput.drafter(bottom));
    }
    if (bestOfChain != null) {
      Composition composition = bestOfChain.composition;
      List<Integer> best =
          composition.stages().stream().map(Composition.Stage::blockLength).toList();
      table.add(
          new Choice.Row(
              label(levels, best.stream().mapToInt(length -> length).toArray()),
              best,
              bestOfChain.tokens,
              bestOfChain.seconds,
              1 / bestOfChain.secondsPerToken,
              "",
              Optional.of(composition)));
    }
  }

  private double[] seconds(int level) {
    return costs.get(level).orElseThrow().seconds();
  }

  private void search(int stage, Throughput.Source below) {
    int level = levels[stage + 1];
    int proposer = levels[stage];
    for (int length : LENGTHS) {
      if (length == 1 && stage > 0) {
        continue; // asked for one token, the level below would make it by itself
      }
      if (length >= question.room && length > 1) {
        break;
      }
      lengths[stage] = length;
      Throughput.Blocks blocks =
          Throughput.Blocks.of(offered[proposer], acceptance[level][proposer], length);
      if (level == snapshot.target()) {
        add(Throughput.round(below, seconds(level), blocks, length), blocks.tokens());
      } else {
        search(stage + 1, Throughput.verified(below, seconds(level), blocks));
      }
    }
  }

  private void add(double passes, double tokens) {
    double seconds = passes + snapshot.overhead();
    double catchUp = 0;
    boolean isGuess = false;
    for (int i = 0; i < levels.length; i++) {
      Snapshot.Costs known = costs.get(levels[i]).orElseThrow();
      boolean lags = levels[i] != snapshot.target() && question.backlog[levels[i]] > 1;
      catchUp += lags ? (question.backlog[levels[i]] - 1) * known.seconds()[0] : 0;
      isGuess |= i > 0 && !known.measured()[lengths[i - 1] + 1];
    }
    double secondsPerToken = seconds / tokens + catchUp / question.room;
    int size = lengths.length == 0 ? 1 : lengths[lengths.length - 1] + 1;
    boolean isBestOfChain = bestOfChain == null || secondsPerToken < bestOfChain.secondsPerToken;
    Point rival = bySize[size];
    boolean isBestOfSize =
        (lengths.length == 0 || offered[levels[0]] > 0.5)
            && (rival == null || secondsPerToken < rival.secondsPerToken);
    boolean isInUse = isInUse();
    if (isBestOfChain || isBestOfSize || isInUse) {
      Point point = new Point(composition(), tokens, seconds, catchUp, secondsPerToken, isGuess);
      bestOfChain = isBestOfChain ? point : bestOfChain;
      bySize[size] = isBestOfSize ? point : rival;
      inUse = isInUse ? point : inUse;
      best = best == null || secondsPerToken < best.secondsPerToken ? point : best;
    }
  }

  private boolean isInUse() {
    Composition used = question.inUse;
    if (used == null || used.bottom() != levels[0] || used.stages().size() != lengths.length) {
      return false;
    }
    for (int i = 0; i < lengths.length; i++) {
      Composition.Stage stage = used.stages().get(i);
      if (stage.level() != levels[i + 1] || stage.blockLength() != lengths[i]) {
        return false;
      }
    }
    return true;
  }

  private Composition composition() {
    List<Composition.Stage> stages = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      AcceptanceRule rule = i == lengths.length - 1 ? last : new AcceptanceRule.Exact();
      stages.add(new Composition.Stage(levels[i + 1], rule, lengths[i], StopRule.NEVER));
    }
    return new Composition(levels[0], stages);
  }

  private String label(int[] chain, int[] blockLengths) {
    StringBuilder label = new StringBuilder(snapshot.levels().get(chain[0]).name());
    for (int i = 1; i < chain.length; i++) {
      label.append('+').append(snapshot.levels().get(chain[i]).name());
      if (blockLengths.length > 0) {
        label.append(':').append(blockLengths[i - 1]);
      }
    }
    return label.toString();
  }
}
