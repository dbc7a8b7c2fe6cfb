package io.github.pyramidsd.decoding.plan;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Times of one level's forward passes: the last ones of each number of tokens, separately for each
 * doubling of the position.
 */
final class PassTimes {

  /** Passes over more tokens count by the token, as size {@link #BY_TOKEN}. */
  static final int MOST_TOKENS = 17;

  /** The size under which seconds per token of large passes are kept. */
  static final int BY_TOKEN = 0;

  private static final int FIRST_DOUBLING = 512;
  private static final int DOUBLINGS = 16;

  /** The median of the last values. The first ones may be skipped, since code is compiled then. */
  static final class Ring {
    private static final int SIZE = Knob.i("ring", 15);

    private final double[] values = new double[SIZE];
    private final int skipped;
    private int seen;
    private long lastAt; // tokens
    private double median = Double.NaN;
    private boolean isSorted = true;

    Ring(int skipped) {
      this.skipped = skipped;
    }

    void add(double value, long now) {
      lastAt = now;
      if (seen++ >= skipped) {
        values[(seen - skipped - 1) % SIZE] = value;
        isSorted = false;
      }
    }

    /** Takes a value that an earlier run measured. */
    void load(double value) {
      seen = Math.max(seen, skipped);
      add(value, lastAt);
    }

    /** The median; NaN if there are no values. */
    double median() {
      if (!isSorted) {
        double[] sorted = Arrays.copyOf(values, Math.min(SIZE, seen - skipped));
        Arrays.sort(sorted);
        median =
            Knob.i("mean", 0) == 1
                ? Arrays.stream(sorted).average().orElse(0)
                : sorted[(int) (sorted.length * Knob.d("quantile", 0.5))];
        isSorted = true;
      }
      return median;
    }
  }

  private static final int COLD = Knob.i("cold", 0); // passes

  private final @Nullable Ring[][] rings = new Ring[DOUBLINGS][MOST_TOKENS + 1];

  double record(int position, int tokens, double time, long now, double pace) {
    boolean isLarge = tokens > MOST_TOKENS;
    double rate = Knob.d("pace", 0);
    double median = ring(doubling(position), isLarge ? BY_TOKEN : tokens).median();
    double now1 = pace;
    if (rate > 0 && !isLarge && !Double.isNaN(median)) {
      double ratio = Math.clamp(Math.log(time / median) - Math.log(pace), -0.3, 0.3);
      now1 = Math.exp(Math.log(pace) * (1 - Knob.d("revert", 0.002)) + rate * ratio);
    }
    double seconds = time / now1;
    ring(doubling(position), isLarge ? BY_TOKEN : tokens)
        .add(isLarge ? seconds / tokens : seconds, now);
    return now1;
  }

  /** Takes what an earlier run measured. */
  void load(Snapshot.Pass pass) {
    if (pass.tokens() >= 0 && pass.tokens() <= MOST_TOKENS && pass.seconds() > 0) {
      ring(doubling(pass.position()), pass.tokens()).load(pass.seconds());
    }
  }

  private Ring ring(int doubling, int size) {
    Ring ring = rings[doubling][size];
    if (ring == null) {
      ring = new Ring(size == BY_TOKEN ? 0 : COLD); // a prompt is read once
      rings[doubling][size] = ring;
    }
    return ring;
  }

  /** Whether a size was measured at a position since a moment, and often enough to be known. */
  boolean isFresh(int position, int tokens, long since) {
    Ring ring = rings[doubling(position)][tokens];
    return ring != null && ring.lastAt >= since && !Double.isNaN(ring.median());
  }

  /** Adds the medians to a snapshot. */
  void addTo(List<Snapshot.Pass> passes, String level) {
    for (int doubling = 0; doubling < DOUBLINGS; doubling++) {
      for (int size = 0; size <= MOST_TOKENS; size++) {
        Ring ring = rings[doubling][size];
        if (ring != null && !Double.isNaN(ring.median())) {
          passes.add(new Snapshot.Pass(level, start(doubling), size, ring.median()));
        }
      }
    }
  }

  /** The doubling of a position: 0 below 512, 1 below 1024, and so on. */
  static int doubling(int position) {
    int doublings = 32 - Integer.numberOfLeadingZeros(Math.max(0, position) / FIRST_DOUBLING);
    return Math.min(DOUBLINGS - 1, doublings);
  }

  private static int start(int doubling) {
    return doubling == 0 ? 0 : FIRST_DOUBLING << (doubling - 1);
  }
}
