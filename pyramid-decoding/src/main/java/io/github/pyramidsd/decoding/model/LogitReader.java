package io.github.pyramidsd.decoding.model;

import java.util.Objects;

/** Shows what a model predicts along a sequence of tokens that are all known. */
public final class LogitReader {

  private static final int MOST_LOGITS = 1 << 22; // 16 MB
  private static final int MOST_ROWS = 128;

  private LogitReader() {}

  /** Is shown the logits of one position after the other. */
  @FunctionalInterface
  public interface Row {
    /**
     * Hears of a position.
     *
     * @param position the logits are those that follow this token of the sequence
     * @param logits in {@code [offset, offset + vocabulary size)}; overwritten afterwards
     */
    void show(int position, float[] logits, int offset);
  }

  /**
   * Appends to a session the rest of a sequence that it holds the beginning of, in passes that take
   * little memory, and shows the logits.
   *
   * @param session holds the first {@code session.position()} tokens, not all of them
   * @param vocabulary the size of the model's vocabulary
   * @param tokens the whole sequence
   * @param first logits are shown from this position on; those of tokens that the session held are
   *     not to be had any more
   */
  public static void read(Session session, int vocabulary, int[] tokens, int first, Row row) {
    int start = session.position();
    Objects.checkFromToIndex(start, first, tokens.length);
    int batch = Math.clamp(MOST_LOGITS / vocabulary, 1, Math.min(MOST_ROWS, tokens.length - start));
    float[] logits = new float[Math.min(batch, tokens.length - first) * vocabulary];
    for (int from = start; from < tokens.length; from += batch) {
      int to = Math.min(tokens.length, from + batch);
      int shown = Math.max(from, first);
      session.append(tokens, from, to, Math.max(0, to - shown), logits);
      for (int i = shown; i < to; i++) {
        row.show(i, logits, (i - shown) * vocabulary);
      }
    }
  }
}
