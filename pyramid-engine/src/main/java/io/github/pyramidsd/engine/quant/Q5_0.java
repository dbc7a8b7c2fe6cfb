package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of 32 weights: a half-precision scale, the fifth bits in 4 bytes, and 4 bits each; a
 * weight is scale × (quant − 16).
 */
public final class Q5_0 implements BlockFormat {

  static final Q5_0 INSTANCE = new Q5_0();

  private Q5_0() {}

  @Override
  public TensorType type() {
    return TensorType.Q5_0;
  }

  @Override
  public QuantLayout quants() {
    return QuantLayout.BITS_5;
  }

  @Override
  public ScaleLayout scales() {
    return ScaleLayout.SCALE;
  }

  @Override
  public int zeroPoint() {
    return 16;
  }

  @Override
  public void unpack(
      MemorySegment source, long offset, byte[] quants, int at, SharedScales shared) {
    shared.scale = source.get(SHORT, offset);
    StoredBlocks.nibbles(source, offset + 6, quants, at);
    StoredBlocks.fifthBits(source, offset + 2, quants, at);
  }
}
