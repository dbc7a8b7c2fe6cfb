package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.engine.quant.PackedMatrix;

/**
 * The operations that take nearly all of the time.
 *
 * <p>Every implementation adds the same numbers in the same order with the same roundings, so all
 * give the same bits, whatever the vector width. The order of one output's sum depends neither on
 * how many tokens are computed together nor on how the work is shared out among threads: this is
 * what lets speculative output equal plain output exactly.
 */
public interface Kernels {

  /** {@code scalar} or {@code vector}. */
  String name();

  /** The width of the vectors in bits; 0 without any. */
  int vectorBits();

  /**
   * Multiplies some tiles of a matrix with a batch of inputs.
   *
   * @param fromTile the first tile
   * @param toTile the end (exclusive)
   * @param y receives the outputs, shape (tokens, {@code stride}), each token's in a row
   * @param stride from a token's outputs to the next one's; at least the matrix's rows
   * @param scratch of the thread that calls
   */
  void multiply(
      PackedMatrix matrix,
      Activations x,
      int fromTile,
      int toTile,
      float[] y,
      int stride,
      Scratch scratch);

  /**
   * Attends from one head of one token to the positions before it and its own: the softmax of the
   * scaled products with the keys weighs the values.
   *
   * @param q holds the query, (headSize) from {@code offset}
   * @param cache the keys and values of one head in one layer
   * @param positions how many of them count
   * @param scale multiplies the products
   * @param out receives the weighted sum, (headSize) from {@code offset}
   */
  void attend(
      float[] q,
      int offset,
      HeadCache cache,
      int positions,
      float scale,
      float[] out,
      Scratch scratch);

  /** Replaces {@code gate[from, to)} by gate · sigmoid(gate) · up (Shazeer 2020, SwiGLU). */
  void swiglu(float[] gate, float[] up, int from, int to);
}
