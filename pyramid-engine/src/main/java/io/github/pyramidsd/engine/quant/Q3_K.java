package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of 256 weights in 16 groups: the third bits in 32 bytes, 2 bits a weight, 6 bits for each
 * group's scale, as multiples, less 32, of a half-precision number; a weight is scale × (quant −
 * 4).
 */
public final class Q3_K implements BlockFormat {

  static final Q3_K INSTANCE = new Q3_K();

  private Q3_K() {}

  @Override
  public TensorType type() {
    return TensorType.Q3_K;
  }

  @Override
  public QuantLayout quants() {
    return QuantLayout.BITS_3;
  }

  @Override
  public ScaleLayout scales() {
    return ScaleLayout.GROUPS_OF_16;
  }

  @Override
  public int zeroPoint() {
    return 4;
  }

  @Override
  public void unpack(
      MemorySegment source, long offset, byte[] quants, int at, SharedScales shared) {
    StoredBlocks.pairs(source, offset + 32, quants, at);
    StoredBlocks.highBits(source, offset, quants, at, 4);
    for (int group = 0; group < 16; group++) {
      int low = (StoredBlocks.unsigned(source, offset + 96 + group % 8) >> (group / 8 * 4)) & 0xf;
      int high = (StoredBlocks.unsigned(source, offset + 104 + group % 4) >> (group / 4 * 2)) & 3;
      shared.scales[group] = (byte) ((low | (high << 4)) - 32);
    }
    shared.scale = source.get(SHORT, offset + 108);
  }
}
