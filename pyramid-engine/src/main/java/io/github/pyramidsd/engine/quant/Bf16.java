package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * The upper half of a single: 1 sign, 8 exponent and 7 fraction bits.
 *
 * <p>A tile block is one column: its 16 upper halves.
 */
public final class Bf16 implements WeightFormat {

  static final Bf16 INSTANCE = new Bf16();

  /** Bytes of a weight. */
  private static final int BYTES = 2;

  private Bf16() {}

  @Override
  public TensorType type() {
    return TensorType.BF16;
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
    return Float.intBitsToFloat(matrix.get(SHORT, tileBlock + (long) lane * BYTES) << 16);
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
