package io.github.pyramidsd.decoding.decode;

/**
 * Proposes continuations of a context and appends them to it; the level above takes back what it
 * rejects.
 */
interface TokenSource {

  /** The level whose proposals these are. */
  int level();

  /**
   * Emits the next tokens: up to {@code most}, and none after one that ends the response.
   *
   * @param out receives them, after what it holds already
   * @return whether there was one
   */
  boolean round(Block out, int most);
}
