package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of 256 weights in 8 groups: 6 bits each for a group's scale and minimum, as multiples of
 * two half-precision numbers, and 4 bits a weight; a weight is scale × quant − minimum.
 */
public final class Q4_K implements BlockFormat {

  static final Q4_K INSTANCE = new Q4_K();

  private Q4_K() {}

  @Override
  public TensorType type() {
    return TensorType.Q4_K;
  }

  @Override
  public QuantLayout quants() {
    return QuantLayout.BITS_4;
  }

  @Override
  public ScaleLayout scales() {
    return ScaleLayout.GROUPS_OF_32_WITH_MINIMUMS;
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
    StoredBlocks.sixBitScales(source, offset + 4, shared);
    StoredBlocks.wideNibbles(source, offset + 16, quants, at);
  }
}
