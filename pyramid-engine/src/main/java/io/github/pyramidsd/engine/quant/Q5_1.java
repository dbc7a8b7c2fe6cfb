package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of 32 weights: a scale and a minimum in half precision, the fifth bits in 4 bytes, and 4
 * bits each; a weight is scale × quant + minimum.
 */
public final class Q5_1 implements BlockFormat {

  static final Q5_1 INSTANCE = new Q5_1();

  private Q5_1() {}

  @Override
  public TensorType type() {
    return TensorType.Q5_1;
  }

  @Override
  public QuantLayout quants() {
    return QuantLayout.BITS_5;
  }

  @Override
  public ScaleLayout scales() {
    return ScaleLayout.SCALE_AND_MINIMUM;
  }

  @Override
  public int zeroPoint() {
    return 0;
  }

  @Override
  public void unpack(
      MemorySegment source, long offset, byte[] quants, int at, SharedScales shared) {
    shared.scale = source.get(SHORT, offset);
    shared.minimum = source.get(SHORT, offset + 2);
    StoredBlocks.nibbles(source, offset + 8, quants, at);
    StoredBlocks.fifthBits(source, offset + 4, quants, at);
  }
}
