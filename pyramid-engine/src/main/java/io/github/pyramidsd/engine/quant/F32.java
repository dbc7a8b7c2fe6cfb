package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Single precision: weights as they are.
 *
 * <p>A tile block is one column: its 16 floats.
 */
public final class F32 implements WeightFormat {

  static final F32 INSTANCE = new F32();

  /** Bytes of a weight. */
  private static final int BYTES = 4;

  private F32() {}

  @Override
  public TensorType type() {
    return TensorType.F32;
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
    target.set(FLOAT, tileBlock + (long) lane * BYTES, source.get(FLOAT, offset));
  }

  @Override
  public float weight(MemorySegment matrix, long tileBlock, int column, int lane) {
    return matrix.get(FLOAT, tileBlock + (long) lane * BYTES);
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
