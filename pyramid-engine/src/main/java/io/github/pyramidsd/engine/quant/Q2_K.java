package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of 256 weights in 16 groups: 4 bits each for a group's scale and minimum, as multiples of
 * two half-precision numbers, and 2 bits a weight; a weight is scale × quant − minimum.
 */
public final class Q2_K implements BlockFormat {

  static final Q2_K INSTANCE = new Q2_K();

  private Q2_K() {}

  @Override
  public TensorType type() {
    return TensorType.Q2_K;
  }

  @Override
  public QuantLayout quants() {
    return QuantLayout.BITS_2;
  }

  @Override
  public ScaleLayout scales() {
    return ScaleLayout.GROUPS_OF_16_WITH_MINIMUMS;
  }

  @Override
  public int zeroPoint() {
    return 0;
  }

  @Override
  public void unpack(
      MemorySegment source, long offset, byte[] quants, int at, SharedScales shared) {
    for (int group = 0; group < 16; group++) {
      int both = StoredBlocks.unsigned(source, offset + group);
      shared.scales[group] = (byte) (both & 0xf);
      shared.minimums[group] = (byte) (both >> 4);
    }
    StoredBlocks.pairs(source, offset + 16, quants, at);
    shared.scale = source.get(SHORT, offset + 80);
    shared.minimum = source.get(SHORT, offset + 82);
  }
}
