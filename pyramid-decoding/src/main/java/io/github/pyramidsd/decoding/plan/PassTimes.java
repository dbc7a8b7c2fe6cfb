package io.github.pyramidsd.decoding.plan;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Times of one level's passes: the last ones of each size, for each doubling of the position. */
final class PassTimes {

  static final int MOST_TOKENS = 17;

  /** The size under which larger passes are kept, in seconds by the token. */
  static final int BY_TOKEN = 0;

  static final int DOUBLINGS = 16;

  private static final int FIRST_DOUBLING = 512;

  /** The median of the last values. */
  static final class Ring {
    private static final int SIZE = 15;

    private final double[] values = new double[SIZE];
    private long seen;
    private long lastAt; // tokens
    private double median = Double.NaN;

    void add(double value, long now) {
      values[(int) (seen++ % SIZE)] = value;
      lastAt = now;
      median = Double.NaN;
    }

    /** Returns the median; NaN if there are no values. */
    double median() {
      if (Double.isNaN(median) && seen > 0) {
        double[] sorted = Arrays.copyOf(values, (int) Math.min(SIZE, seen));
        Arrays.sort(sorted);
        median = sorted[sorted.length / 2];
      }
      return median;
    }
  }

  private final @Nullable Ring[][] rings = new Ring[DOUBLINGS][MOST_TOKENS + 1];

  /**
   * Learns from a pass.
   *
   * @param position the number of tokens before it
   * @param tokens the number of tokens in it
   * @param now the number of tokens decoded so far
   */
  void record(int position, int tokens, double seconds, long now) {
    boolean isLarge = tokens > MOST_TOKENS;
    add(position, isLarge ? BY_TOKEN : tokens, isLarge ? seconds / tokens : seconds, now);
  }

  /** Takes what an earlier run measured; passes over what no run can have measured. */
  void load(Snapshot.Pass pass) {
    boolean isSize = pass.tokens() >= 0 && pass.tokens() <= MOST_TOKENS;
    if (isSize && pass.seconds() > 0 && pass.seconds() < Double.POSITIVE_INFINITY) {
      add(pass.position(), pass.tokens(), pass.seconds(), 0);
    }
  }

  private void add(int position, int size, double seconds, long now) {
    int doubling = doubling(position);
    Ring ring = rings[doubling][size];
    if (ring == null) {
      ring = new Ring();
      rings[doubling][size] = ring;
    }
    ring.add(seconds, now);
  }

  /** Whether passes of a size were measured at a position since then. */
  boolean isFresh(int position, int size, long since) {
    Ring ring = rings[doubling(position)][size];
    return ring != null && ring.lastAt >= since;
  }

  /** Adds the medians to those of a snapshot. */
  void addTo(List<Snapshot.Pass> passes, String level) {
    for (int doubling = 0; doubling < DOUBLINGS; doubling++) {
      for (int size = 0; size <= MOST_TOKENS; size++) {
        Ring ring = rings[doubling][size];
        if (ring != null) {
          int start = doubling == 0 ? 0 : FIRST_DOUBLING << (doubling - 1);
          passes.add(new Snapshot.Pass(level, start, size, ring.median()));
        }
      }
    }
  }

  /** Returns the doubling of a position: 0 below 512, 1 below 1024, 2 below 2048, and so on. */
  static int doubling(int position) {
    int doublings = 32 - Integer.numberOfLeadingZeros(Math.max(0, position) / FIRST_DOUBLING);
    return Math.min(DOUBLINGS - 1, doublings);
  }
}
