package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.WeightFormat;

/**
 * Computes with scalar code at first and with vectors from then on. Until the JVM has compiled it,
 * vector code allocates an object for every operation and is slower than scalar code: reading a
 * prompt of 12 tokens with the three embedded models in a new JVM took 350 ms with vectors, 58 ms
 * with scalars. Both give the same bits, so nobody sees the change but in the time to the first
 * token. It is the JVM that compiles, so its engines share one start.
 */
final class ColdStartKernels implements Kernels {

  /** What is left of the start. */
  static final class Start {
    private long work; // counted by all threads without care: it need not be exact
    private volatile boolean warm;

    /** A start of so many multiplications in scalar code. */
    Start(long work) {
      this.work = work;
    }

    private void spend(long multiplications) {
      work -= multiplications;
      warm = work < 0;
    }
  }

  /** About a tenth of a second of scalar code. */
  private static final Start OF_THIS_JVM = new Start(100_000_000);

  private final Kernels scalar = new ScalarKernels();
  private final Kernels vector = new VectorKernels();
  private final Start start;

  ColdStartKernels() {
    this(OF_THIS_JVM);
  }

  ColdStartKernels(Start start) {
    this.start = start;
  }

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
    if (start.warm) {
      vector.multiply(matrix, x, fromTile, toTile, y, stride, scratch);
      return;
    }
    scalar.multiply(matrix, x, fromTile, toTile, y, stride, scratch);
    start.spend(
        (toTile - fromTile) * (long) WeightFormat.TILE_ROWS * matrix.columns() * x.tokens());
  }

  @Override
  public void attend(
      Attention attention, HeadCache cache, int head, int span, int slot, Scratch scratch) {
    (start.warm ? vector : scalar).attend(attention, cache, head, span, slot, scratch);
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
    (start.warm ? vector : scalar).rmsNorm(x, from, size, weight, epsilon, y, to, scratch);
  }

  @Override
  public void swiglu(float[] gate, float[] up, int from, int to) {
    (start.warm ? vector : scalar).swiglu(gate, up, from, to);
  }
}
