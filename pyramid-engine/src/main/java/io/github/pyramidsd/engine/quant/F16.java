package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * IEEE half precision: 1 sign, 5 exponent and 10 fraction bits.
 *
 * <p>A tile block is one column: its 16 halves.
 */
public final class F16 implements WeightFormat {

  static final F16 INSTANCE = new F16();

  /** Bytes of a weight. */
  private static final int BYTES = 2;

  private F16() {}

  @Override
  public TensorType type() {
    return TensorType.F16;
  }

  @Override
  public int blockColumns() {
    return 1;
  }

  @Override
  public int tileBlockBytes() {
    return TILE_ROWS * BYTES;
  }

  @Override
  public void pack(
      MemorySegment source, long offset, MemorySegment target, long tileBlock, int lane) {
    target.set(SHORT, tileBlock + (long) lane * BYTES, source.get(SHORT, offset));
  }

  @Override
  public float weight(MemorySegment matrix, long tileBlock, int column, int lane) {
    return Float.float16ToFloat(matrix.get(SHORT, tileBlock + (long) lane * BYTES));
  }

  @Override
  public float accumulate(
      MemorySegment matrix,
      long tileBlock,
      int lane,
      float[] x,
      int offset,
      int stride,
      float sum) {
    return Math.fma(weight(matrix, tileBlock, 0, lane), x[offset], sum);
  }
}
