package io.github.pyramidsd.decoding.model;

/**
 * One context of a model: a growing sequence of tokens that can be taken back to any earlier point.
 *
 * <p>The logits that a session gives for a prefix must not depend on how the prefix came to be: in
 * one batch or many, with or without tokens that were taken back in between. Our engine keeps this
 * bit for bit; another states its tolerance.
 *
 * <p>A session is used by one thread at a time.
 */
public interface Session extends AutoCloseable {

  /** The number of tokens in the context. */
  int position();

  /** The most tokens that the context can hold. */
  int contextLength();

  /**
   * Appends {@code tokens[from, to)} in one forward pass and writes the logits that follow each of
   * the last {@code rows} of them.
   *
   * @param tokens token ids, each in {@code [0, vocabulary size)}
   * @param from the first one to append
   * @param to the end (exclusive), more than {@code from}
   * @param rows how many of the last appended tokens want logits, from 0 to {@code to - from}
   * @param logits receives them, shape (rows, vocabulary size), row-major from index 0
   * @return the nanoseconds that the pass computed, without those that it waited for others
   * @throws IllegalArgumentException if an id or a range is illegal, or the context would overflow;
   *     the session is then unchanged
   */
  long append(int[] tokens, int from, int to, int rows, float[] logits);

  /**
   * Takes back every token from {@code position} on, in constant time.
   *
   * @throws IndexOutOfBoundsException if {@code position} is not in {@code [0, position()]}
   */
  void rewind(int position);

  /** Gives back the context's memory. */
  @Override
  void close();
}
