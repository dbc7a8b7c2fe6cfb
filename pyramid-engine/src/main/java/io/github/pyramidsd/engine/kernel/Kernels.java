package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
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

  /** What sampling computes with. */
  VocabularyKernels vocabulary();

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
   * Attends from all queries that share a key-value head to one span of positions: the exponentials
   * of the products with the keys weigh the values.
   *
   * @param attention holds the queries, and takes in the results
   * @param cache the keys and values of that head
   * @param head which key-value head it is
   * @param span which span of positions
   * @param slot where {@code attention} puts the results
   * @param scratch of the thread that calls
   */
  void attend(Attention attention, HeadCache cache, int head, int span, int slot, Scratch scratch);

  /**
   * Writes x / rms(x) · weight to y. The squares are added to 16 sums in double precision, number i
   * to sum i mod 16, and these in pairs.
   *
   * @param x (size) from {@code from}
   * @param weight (size)
   * @param y (size) from {@code to}; may be x
   * @param scratch of the thread that calls
   */
  void rmsNorm(
      float[] x,
      int from,
      int size,
      float[] weight,
      float epsilon,
      float[] y,
      int to,
      Scratch scratch);

  /** Replaces {@code gate[from, to)} by gate · sigmoid(gate) · up (Shazeer 2020, SwiGLU). */
  void swiglu(float[] gate, float[] up, int from, int to);
}
