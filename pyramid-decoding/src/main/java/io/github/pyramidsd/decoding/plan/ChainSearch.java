package io.github.pyramidsd.decoding.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tries the lengths of one chain of levels. */
final class ChainSearch {

  /** Mostly such that the target verifies a multiple of four tokens, as kernels take them. */
  private static final int[] LENGTHS = {1, 2, 3, 7, 11, BlockLaw.LONGEST};

  /** Of so many first places of a block, or of all, a budget may be spent on. */
  private static final int MOST_UNSEEN = 3;

  /**
   * A chain with its lengths, in numbers.
   *
   * @param levels from below
   * @param lengths of the blocks of all levels but the lowest
   * @param unseen how many first proposals of a block the target accepts unseen
   * @param secondsPerToken that it is expected to take
   * @param missed seconds a token that catching up takes besides, shared out over the response
   * @param deviationPerToken that it is expected to spend
   * @param tokensPerRound of the target
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, changed by none
  record Point(
      int[] levels,
      int[] lengths,
      int unseen,
      double secondsPerToken,
      double missed,
      double deviationPerToken,
      double tokensPerRound) {}

  private final PlanSearch.Known known;
  private final int[] levels;
  private final int room;
  private final boolean lossy;
  private final double calibration;
  private final double missed;
  private final int[] lengths;
  private final List<Point> lossyPoints = new ArrayList<>();
  private @Nullable Point best;

  /**
   * Prepares a chain.
   *
   * @param calibration by what factor it takes longer than predicted
   * @param missed seconds a token that it takes its levels to catch up
   * @param lossy whether points that spend a budget are wanted too
   */
  ChainSearch(
      PlanSearch.Known known,
      int[] levels,
      int room,
      double calibration,
      double missed,
      boolean lossy) {
    this.known = known;
    this.levels = levels;
    this.room = room;
    this.calibration = calibration;
    this.missed = missed;
    this.lossy = lossy;
    this.lengths = new int[levels.length - 1];
  }

  /**
   * The fastest point without loss; those with loss are then known too. Empty if there is no room
   * for so many levels.
   */
  Optional<Point> search() {
    Throughput.Source bottom = Throughput.ofModel(known.passCosts(levels[0]));
    if (levels.length == 1) {
      add(0, bottom.seconds()[1], 1, 0);
    } else {
      search(1, bottom);
    }
    return Optional.ofNullable(best);
  }

  /** Points that spend a budget. */
  List<Point> lossyPoints() {
    return lossyPoints;
  }

  private void search(int stage, Throughput.Source below) {
    int level = levels[stage];
    int proposer = levels[stage - 1];
    double[] costs = known.passCosts(level);
    for (int length : LENGTHS) {
      if (length == 1 && stage > 1) {
        continue; // asked for one token, the level below would make it by itself
      }
      if (length >= room && length > 1) {
        break;
      }
      lengths[stage - 1] = length;
      double offered = known.offered(level, proposer);
      BlockLaw law = BlockLaw.full(known.acceptance(level, proposer), length, offered);
      if (stage < levels.length - 1) {
        search(stage + 1, Throughput.ofLevel(below, costs, law));
      } else {
        add(0, Throughput.round(below, costs, law, length), law.emitted(length), 0);
        if (lossy) {
          addLossy(below, costs, length);
        }
      }
    }
  }

  /** Adds what comes of accepting the first 1, 2, … proposals of a block unseen. */
  private void addLossy(Throughput.Source below, double[] costs, int length) {
    int target = levels[levels.length - 1];
    int proposer = levels[levels.length - 2];
    double offered = known.offered(target, proposer);
    double[] acceptance = known.acceptance(target, proposer).clone();
    double spent = 0;
    for (int positions = 1; positions <= length; positions++) {
      spent += offered * (1 - acceptance[positions - 1]);
      acceptance[positions - 1] = 1;
      if (positions <= MOST_UNSEEN || positions == length) {
        BlockLaw law = BlockLaw.full(acceptance, length, offered);
        double seconds = Throughput.round(below, costs, law, length);
        add(positions, seconds, law.emitted(length), spent);
      }
    }
  }

  private void add(int unseen, double seconds, double tokens, double spent) {
    double secondsPerToken = calibration * (seconds + known.overhead()) / tokens;
    boolean isBest = unseen == 0 && (best == null || secondsPerToken < best.secondsPerToken);
    if (isBest || unseen > 0) {
      Point point =
          new Point(
              levels, lengths.clone(), unseen, secondsPerToken, missed, spent / tokens, tokens);
      if (isBest) {
        best = point;
      } else {
        lossyPoints.add(point);
      }
    }
  }
}
