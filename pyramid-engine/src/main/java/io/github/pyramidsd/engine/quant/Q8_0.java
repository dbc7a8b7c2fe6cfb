package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Blocks of 32 weights: a half-precision scale and 32 signed bytes; a weight is scale × byte.
 *
 * <p>A tile block is 32 columns: the 16 rows' scales as floats, then the bytes of column after
 * column, 16 to each.
 */
public final class Q8_0 implements WeightFormat {

  static final Q8_0 INSTANCE = new Q8_0();

  /** Columns that share a scale. */
  public static final int BLOCK = 32;

  /** Where the bytes start in a tile block, after the scales. */
  public static final int SCALES_BYTES = TILE_ROWS * Float.BYTES;

  /** Bytes of a tile block. */
  public static final int TILE_BLOCK_BYTES = SCALES_BYTES + TILE_ROWS * BLOCK;

  private Q8_0() {}

  @Override
  public TensorType type() {
    return TensorType.Q8_0;
  }

  @Override
  public int blockColumns() {
    return BLOCK;
  }

  @Override
  public int tileBlockBytes() {
    return TILE_BLOCK_BYTES;
  }

  @Override
  public void pack(
      MemorySegment source, long offset, MemorySegment target, long tileBlock, int lane) {
    float scale = Float.float16ToFloat(source.get(SHORT, offset));
    target.set(FLOAT, tileBlock + (long) lane * Float.BYTES, scale);
    for (int k = 0; k < BLOCK; k++) {
      byte value = source.get(ValueLayout.JAVA_BYTE, offset + Short.BYTES + k);
      target.set(ValueLayout.JAVA_BYTE, tileBlock + quantOffset(k, lane), value);
    }
  }

  @Override
  public float weight(MemorySegment matrix, long tileBlock, int column, int lane) {
    return scale(matrix, tileBlock, lane) * quant(matrix, tileBlock, column, lane);
  }

  /** Sums byte × input over the block, then adds scale × sum: one rounding by the scale in 32. */
  @Override
  public float accumulate(
      MemorySegment matrix,
      long tileBlock,
      int lane,
      float[] x,
      int offset,
      int stride,
      float sum) {
    float blockSum = 0;
    for (int k = 0; k < BLOCK; k++) {
      blockSum = Math.fma(quant(matrix, tileBlock, k, lane), x[offset + k * stride], blockSum);
    }
    return Math.fma(blockSum, scale(matrix, tileBlock, lane), sum);
  }

  private static float scale(MemorySegment matrix, long tileBlock, int lane) {
    return matrix.get(FLOAT, tileBlock + (long) lane * Float.BYTES);
  }

  private static float quant(MemorySegment matrix, long tileBlock, int column, int lane) {
    return matrix.get(ValueLayout.JAVA_BYTE, tileBlock + quantOffset(column, lane));
  }

  private static int quantOffset(int column, int lane) {
    return SCALES_BYTES + column * TILE_ROWS + lane;
  }
}
