package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of 32 weights: a half-precision scale and 4 bits each; a weight is scale × (quant − 8).
 */
public final class Q4_0 implements BlockFormat {

  static final Q4_0 INSTANCE = new Q4_0();

  private Q4_0() {}

  @Override
  public TensorType type() {
    return TensorType.Q4_0;
  }

  @Override
  public QuantLayout quants() {
    return QuantLayout.BITS_4;
  }

  @Override
  public ScaleLayout scales() {
    return ScaleLayout.SCALE;
  }

  @Override
  public int zeroPoint() {
    return 8;
  }

  @Override
  public void unpack(
      MemorySegment source, long offset, byte[] quants, int at, SharedScales shared) {
    shared.scale = source.get(SHORT, offset);
    StoredBlocks.nibbles(source, offset + 2, quants, at);
  }
}
