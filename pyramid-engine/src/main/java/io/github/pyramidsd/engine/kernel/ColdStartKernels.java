package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.WeightFormat;

/**
 * Computes with scalar code at first and with vectors from then on. Until the JVM has compiled it,
 * vector code allocates an object for every operation and is slower than scalar code: reading a
 * prompt of 12 tokens with the three embedded models in a new JVM took 350 ms with vectors, 58 ms
 * with scalars. Both give the same bits, so nobody sees the change but in the time to the first
 * token.
 */
final class ColdStartKernels implements Kernels {

  /** Multiplications in scalar code: about a tenth of a second of it. */
  private static final long SCALAR_WORK = 100_000_000;

  private final Kernels scalar = new ScalarKernels();
  private final Kernels vector = new VectorKernels();
  private volatile boolean warm;
  private long work; // counted by all threads without care: it need not be exact

  @Override
  public String name() {
    return vector.name();
  }

  @Override
  public int vectorBits() {
    return vector.vectorBits();
  }

  @Override
  public VocabularyKernels vocabulary() {
    return vector.vocabulary();
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
    if (warm) {
      vector.multiply(matrix, x, fromTile, toTile, y, stride, scratch);
      return;
    }
    scalar.multiply(matrix, x, fromTile, toTile, y, stride, scratch);
    work += (toTile - fromTile) * (long) WeightFormat.TILE_ROWS * matrix.columns() * x.tokens();
    warm = work > SCALAR_WORK;
  }

  @Override
  public void attend(
      Attention attention, HeadCache cache, int head, int span, int slot, Scratch scratch) {
    (warm ? vector : scalar).attend(attention, cache, head, span, slot, scratch);
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
    (warm ? vector : scalar).rmsNorm(x, from, size, weight, epsilon, y, to, scratch);
  }

  @Override
  public void swiglu(float[] gate, float[] up, int from, int to) {
    (warm ? vector : scalar).swiglu(gate, up, from, to);
  }
}
