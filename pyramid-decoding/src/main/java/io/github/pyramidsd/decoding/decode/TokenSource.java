package io.github.pyramidsd.decoding.decode;

/**
 * Proposes continuations of a context. What it emits it also appends to its own context; the level
 * above then takes back what it rejects and appends what it puts in its place.
 */
interface TokenSource extends AutoCloseable {

  /** The level whose proposals these are. */
  int level();

  /** What that level did so far. */
  LevelStatistics statistics();

  /** The number of tokens in the context. */
  int position();

  /** Appends tokens, which the next pass will forward. */
  void append(int[] tokens, int from, int to);

  /** Appends one token, which the next pass will forward. */
  void append(int token);

  /** Takes back the tokens from {@code position} on, in constant time. */
  void rewind(int position);

  /**
   * Whether there can be proposals. A model whose vocabulary is shorter than the target's cannot
   * read a context that holds one of the tokens it lacks.
   */
  boolean canContinue();

  /** Forwards the context but for its last token, in batches, in this level and all below it. */
  void prefill();

  /**
   * Emits the next tokens: at least one and at most {@code limit}, and none after one that ends the
   * response.
   *
   * @param out receives them, after what it holds already
   */
  void round(Block out, int limit);

  @Override
  void close();
}
