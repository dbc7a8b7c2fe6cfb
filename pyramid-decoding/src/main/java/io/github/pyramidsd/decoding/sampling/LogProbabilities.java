package io.github.pyramidsd.decoding.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * What a model thought of a token and of the likeliest ones: natural logarithms of probabilities at
 * temperature 1, after bias, penalties and constraint and before truncation.
 *
 * @param chosen of the token itself
 * @param top of the likeliest tokens, the likeliest first; of equals the lower id first
 */
public record LogProbabilities(double chosen, List<Entry> top) {

  /** A token and the logarithm of its probability. */
  public record Entry(int id, double logProbability) {}

  /** The most tokens that can be asked for. */
  public static final int MOST = 100;

  /**
   * Computes them in double precision from the row {@code logits[offset, offset + count)}.
   *
   * @param token the chosen one, below count
   * @param most how many of the likeliest to give, as far as they are possible
   */
  public static LogProbabilities of(float[] logits, int offset, int count, int token, int most) {
    double logSumExp = LogSoftmax.of(logits, offset, count).logSumExp();
    List<Entry> top = new ArrayList<>();
    for (int i = 0; i < Math.min(most, count); i++) {
      int best = -1;
      for (int id = 0; id < count; id++) {
        if (isBetter(logits, offset, id, best) && isBehind(logits, offset, id, top)) {
          best = id;
        }
      }
      if (best < 0 || logits[offset + best] == Float.NEGATIVE_INFINITY) {
        break;
      }
      top.add(new Entry(best, logits[offset + best] - logSumExp));
    }
    return new LogProbabilities(logits[offset + token] - logSumExp, List.copyOf(top));
  }

  private static boolean isBetter(float[] logits, int offset, int id, int best) {
    return best < 0 || logits[offset + id] > logits[offset + best];
  }

  /** Whether a token comes after all that were found: it has a lower logit, or a higher id. */
  private static boolean isBehind(float[] logits, int offset, int id, List<Entry> found) {
    if (found.isEmpty()) {
      return true;
    }
    int last = found.getLast().id();
    float a = logits[offset + id];
    float b = logits[offset + last];
    return a < b || (a == b && id > last);
  }
}
