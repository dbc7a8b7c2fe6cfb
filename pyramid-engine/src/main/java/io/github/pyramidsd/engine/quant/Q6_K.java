package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Blocks of 256 weights in 16 groups: 4 low and 2 high bits a weight and a signed byte for each
 * group's scale, as a multiple of a half-precision number; a weight is scale × (quant − 32).
 */
public final class Q6_K implements BlockFormat {

  static final Q6_K INSTANCE = new Q6_K();

  private Q6_K() {}

  @Override
  public TensorType type() {
    return TensorType.Q6_K;
  }

  @Override
  public QuantLayout quants() {
    return QuantLayout.BITS_6;
  }

  @Override
  public ScaleLayout scales() {
    return ScaleLayout.GROUPS_OF_16;
  }

  @Override
  public int zeroPoint() {
    return 32;
  }

  @Override
  public void unpack(
      MemorySegment source, long offset, byte[] quants, int at, SharedScales shared) {
    for (int column = 0; column < 256; column++) {
      int half = column / 128;
      int part = column % 128 / 32; // of a half: two in low nibbles, then two in high ones
      int lowAt = half * 64 + part % 2 * 32 + column % 32;
      int highAt = 128 + half * 32 + column % 32;
      int low = (StoredBlocks.unsigned(source, offset + lowAt) >> (part / 2 * 4)) & 0xf;
      int high = (StoredBlocks.unsigned(source, offset + highAt) >> (part * 2)) & 3;
      quants[at + column] = (byte) (low | (high << 4));
    }
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset + 192, shared.scales, 0, 16);
    shared.scale = source.get(SHORT, offset + 208);
  }
}
