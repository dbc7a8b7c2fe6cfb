package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.StopRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the composition that is predicted to be fastest, by computing all. */
public final class Chooser {

  private static final int MOST_LEVELS = 4;
  private static final int[] LENGTHS = {1, 2, 3, 5, 7, 11, Throughput.LONGEST};
  private static final double HYSTERESIS = 0.02;

  /** Proposals of each block that may be accepted unseen: see {@link AcceptanceRule.Budgeted}. */
  private static final int UNSEEN = 3;

  private static final Comparator<Choice.Row> FASTEST =
      Comparator.comparingDouble(Choice.Row::secondsPerToken);

  /**
   * What a choice is for.
   *
   * @param position in the context
   * @param room how many tokens may still come, at least 1
   * @param budget what may be spent of the deviation budget; 0 or infinite: nothing
   * @param isCoupled whether a seed couples the draws, by which fewer proposals are accepted
   * @param backlog (levels): how many tokens each level has yet to forward
   * @param isFull (levels): whether the level's context is full
   * @param inUse what is kept unless something is clearly faster
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

  private final Snapshot snapshot;
  private final Question question;
  private final int target;
  private final boolean isLossy;
  private final double[][] seconds; // (level, tokens); empty if unknown
  private final double[][][] acceptance; // (verifier, proposer, place); empty if unknown
  private final double[] offered; // (proposer)
  private final List<Choice.Row> table = new ArrayList<>();
  private final Choice.@Nullable Row[] bySize = new Choice.Row[Throughput.LONGEST + 2];

  private Chooser(Snapshot snapshot, Question question) {
    this.snapshot = snapshot;
    this.question = question;
    this.target = snapshot.levels().size() - 1;
    this.isLossy = question.budget > 0 && question.budget < Double.POSITIVE_INFINITY;
    this.seconds = new double[target + 1][];
    this.acceptance = new double[target + 1][target + 1][0];
    this.offered = new double[target + 1];
    for (int level = 0; level <= target; level++) {
      seconds[level] = snapshot.seconds(level, question.position).orElse(new double[0]);
      for (int proposer = 0; proposer < level; proposer++) {
        Snapshot.Agreement known = snapshot.agreement(level, proposer).orElse(null);
        if (known != null) {
          offered[proposer] = known.offered();
          acceptance[level][proposer] =
              known.means().stream()
                  .mapToDouble(mean -> question.isCoupled ? coupled(mean) : mean)
                  .toArray();
        }
      }
    }
  }

  /**
   * Returns the share of proposals accepted if a seed couples the draws, where the exact rule
   * accepts a share of {@code r}. It is between r/(2 − r) and r (Daliri, Musco, Suresh 2024); this
   * is the mean over many pairs of distributions.
   */
  static double coupled(double r) {
    return 0.63 * r + 0.37 * r / (2 - r);
  }

  /** Returns the fastest composition and the table that it was chosen by. */
  public static Choice best(Snapshot snapshot, Question question) {
    return new Chooser(snapshot, question).choose();
  }

  private Choice choose() {
    for (int lower = 0; lower < 1 << target; lower++) {
      if (Integer.bitCount(lower) < MOST_LEVELS) {
        int set = lower | 1 << target;
        int[] chain = IntStream.rangeClosed(0, target).filter(i -> (set >> i & 1) == 1).toArray();
        Choice.Row best = whyNot(chain).isEmpty() ? fastest(chain) : null;
        table.add(best != null ? best : unpredicted(chain));
      }
    }
    Choice.Row plain = table.getFirst();
    table.sort(FASTEST);
    List<Choice.Row> sizes =
        Arrays.stream(bySize).filter(Objects::nonNull).sorted(FASTEST).toList();
    Choice.Row best = table.getFirst();
    Choice.Row chosen =
        Stream.concat(table.stream(), sizes.stream())
            .filter(row -> row.composition().equals(question.inUse))
            .filter(row -> best.secondsPerToken() > (1 - HYSTERESIS) * row.secondsPerToken())
            .findFirst()
            .orElse(best);
    return new Choice(chosen, plain, table, sizes);
  }

  private Choice.Row unpredicted(int[] chain) {
    double never = Double.POSITIVE_INFINITY;
    Composition plain = Composition.plain(target);
    String whyNot = whyNot(chain).isEmpty() ? "no room" : whyNot(chain); // for blocks of two
    return new Choice.Row(label(chain, new int[0]), plain, 0, 0, 0, never, whyNot);
  }

  private String whyNot(int[] chain) {
    for (int i = 0; i < chain.length; i++) {
      if (question.isFull[chain[i]] && chain[i] != target) {
        return "context full";
      }
      if (seconds[chain[i]].length == 0
          || (i > 0 && acceptance[chain[i]][chain[i - 1]].length == 0)) {
        return "unknown";
      }
    }
    return "";
  }

  private Choice.@Nullable Row fastest(int[] chain) {
    double[] bottom = seconds[chain[0]];
    int[] lengths = new int[chain.length - 1];
    return chain.length == 1
        ? better(null, chain, lengths, bottom[1], 1)
        : fastest(
            null,
            chain,
            lengths,
            0,
            snapshot.levels().get(chain[0]).isModel()
                ? Throughput.Source.model(bottom)
                : new Throughput.Source(bottom, 0));
  }

  private Choice.@Nullable Row fastest(
      Choice.@Nullable Row best, int[] chain, int[] lengths, int stage, Throughput.Source below) {
    int level = chain[stage + 1];
    double offer = offered[chain[stage]];
    for (int length : LENGTHS) {
      if ((length == 1 && stage > 0) || (length >= question.room && length > 1)) {
        continue; // asked for one token, the level below would make it by itself
      }
      lengths[stage] = length;
      double[] accepted = acceptance[level][chain[stage]];
      double[] reached = Throughput.reached(offer, accepted, length);
      if (level < target) {
        Throughput.Source source = Throughput.verified(below, offer, reached, seconds[level]);
        best = fastest(best, chain, lengths, stage + 1, source);
        continue;
      }
      if (isLossy) {
        reached = Throughput.reached(offer, relaxed(accepted, reached), length);
      }
      double round = Throughput.round(below, offer, reached, seconds[level], length);
      best = better(best, chain, lengths, round, Throughput.tokens(reached));
    }
    return best;
  }

  /** Returns the target's acceptance if the budget is spent evenly over what is to come. */
  private double[] relaxed(double[] exact, double[] reached) {
    double spent = UNSEEN - Arrays.stream(exact, 0, UNSEEN).sum();
    double allowed = question.budget / question.room * Throughput.tokens(reached);
    double share = Math.min(1, allowed / Math.max(1e-9, spent));
    double[] relaxed = exact.clone();
    for (int j = 0; j < UNSEEN; j++) {
      relaxed[j] += share * (1 - exact[j]);
    }
    return relaxed;
  }

  /** Returns the best row or a faster one, and notes the fastest of each size. */
  private Choice.@Nullable Row better(
      Choice.@Nullable Row best, int[] chain, int[] lengths, double passes, double tokens) {
    double round = passes + (chain.length == 1 ? snapshot.plainOverhead() : snapshot.overhead());
    double catchUp = 0;
    for (int level : chain) {
      int missed = level == target ? 0 : Math.max(0, question.backlog[level] - 1);
      catchUp += missed * seconds[level][PassTimes.BY_TOKEN];
    }
    double perToken = round / tokens + catchUp / question.room;
    int size = lengths.length == 0 ? 1 : lengths[lengths.length - 1] + 1;
    boolean isBest = best == null || perToken < best.secondsPerToken();
    Choice.Row rival = bySize[size];
    boolean makesSize = size == 1 || offered[chain[0]] > 0.5;
    boolean isBestOfSize = makesSize && (rival == null || perToken < rival.secondsPerToken());
    if (!isBest && !isBestOfSize) {
      return best;
    }
    String label = label(chain, lengths);
    Composition composition = composition(chain, lengths);
    Choice.Row row = new Choice.Row(label, composition, tokens, round, catchUp, perToken, "");
    bySize[size] = isBestOfSize ? row : rival;
    return isBest ? row : best;
  }

  private Composition composition(int[] chain, int[] lengths) {
    List<Composition.Stage> stages = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      boolean spends = isLossy && chain[i + 1] == target;
      AcceptanceRule rule =
          spends ? new AcceptanceRule.Budgeted(UNSEEN) : new AcceptanceRule.Exact();
      stages.add(new Composition.Stage(chain[i + 1], rule, lengths[i], StopRule.NEVER));
    }
    return new Composition(chain[0], stages);
  }

  private String label(int[] chain, int[] lengths) {
    StringBuilder label = new StringBuilder(snapshot.levels().get(chain[0]).name());
    for (int i = 1; i < chain.length; i++) {
      label.append('+').append(snapshot.levels().get(chain[i]).name());
      label.append(lengths.length > 0 ? ":" + lengths[i - 1] : "");
    }
    return label.toString();
  }
}
