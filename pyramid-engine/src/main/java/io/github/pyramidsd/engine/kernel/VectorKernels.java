package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import java.util.Arrays;

/**
 * The Vector API. A vector's lanes are rows of a tile (or positions of a tile of keys, or numbers
 * of a value), so each lane sums on its own, in the order that {@link ScalarKernels} sums in.
 */
final class VectorKernels implements Kernels {

  private final ScalarKernels rest = new ScalarKernels();

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int vectorBits() {
    return Vectors.FLOATS.vectorBitSize();
  }

  @Override
  public VocabularyKernels vocabulary() {
    return new VectorVocabularyKernels();
  }

  @Override
  public void multiply(
      PackedMatrix matrix,
      Activations x,
      int fromTile,
      int toTile,
      float[] y,
      int stride,
      Scratch scratch) {
    MatrixKernels.multiply(matrix, x, fromTile, toTile, y, stride, scratch);
  }

  @Override
  public void attend(
      Attention attention, HeadCache cache, int head, int span, int slot, Scratch scratch) {
    AttentionKernels.attend(attention, cache, head, span, slot, scratch);
  }

  @Override
  public void rmsNorm(
      float[] x,
      int from,
      int size,
      float[] weight,
      float epsilon,
      float[] y,
      int to,
      Scratch scratch) {
    Arrays.fill(scratch.squares, 0);
    int done = NormKernels.addSquares(x, from, size, scratch.squares);
    RmsNorm.addSquares(x, from, done, size, scratch.squares);
    float scale = RmsNorm.scale(scratch.squares, size, epsilon);
    done = NormKernels.multiply(x, from, scale, weight, y, to, size);
    RmsNorm.multiply(x, from, scale, weight, y, to, done, size);
  }

  @Override
  public void swiglu(float[] gate, float[] up, int from, int to) {
    int done = ExponentialKernels.swiglu(gate, up, from, to);
    rest.swiglu(gate, up, done, to);
  }
}
