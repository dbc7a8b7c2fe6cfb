package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.sampling.Randomness;
import org.jspecify.annotations.Nullable;

/**
 * A level reduced to what it costs: it moves through rounds as the decoder does, and keeps account
 * of positions and of tokens yet to be forwarded, but tosses a coin instead of looking at tokens.
 */
final class SimulatedLevel {

  private final @Nullable SimulatedLevel below;
  private final double[] passCosts;
  private final double[] acceptance;
  private final int blockLength;
  private int position = 1;
  private int forwarded;
  private double seconds;

  /** A level by itself. */
  SimulatedLevel(double[] passCosts) {
    this(null, passCosts, new double[0], 0);
  }

  /** A level that verifies another. */
  SimulatedLevel(
      @Nullable SimulatedLevel below, double[] passCosts, double[] acceptance, int blockLength) {
    this.below = below;
    this.passCosts = passCosts;
    this.acceptance = acceptance;
    this.blockLength = blockLength;
  }

  /** Makes a round; returns how many tokens it emits. */
  int round(int limit, boolean catchesUp, Randomness randomness) {
    int base = position;
    int drawn = 0;
    while (below != null && drawn < Math.min(blockLength, limit - 1)) {
      drawn += below.round(Math.min(blockLength, limit - 1) - drawn, catchesUp, randomness);
    }
    position += drawn;
    seconds += passCosts[catchesUp ? position - forwarded : drawn + 1];
    forwarded = position;
    int accepted = 0;
    while (accepted < drawn && randomness.chance(acceptance[accepted])) {
      accepted++;
    }
    rewind(base + accepted);
    append();
    return accepted + 1;
  }

  private void rewind(int to) {
    position = to;
    forwarded = Math.min(forwarded, to);
    if (below != null) {
      below.rewind(to);
    }
  }

  private void append() {
    position++;
    if (below != null) {
      below.append();
    }
  }

  /** The seconds of all passes so far, of this level and those below. */
  double seconds() {
    return seconds + (below == null ? 0 : below.seconds());
  }
}
