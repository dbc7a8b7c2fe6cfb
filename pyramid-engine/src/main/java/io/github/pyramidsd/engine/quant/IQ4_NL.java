package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of 32 weights: a half-precision scale and 4 bits each, which choose one of 16 values that
 * lie closer together near 0; a weight is scale × value.
 */
public final class IQ4_NL implements BlockFormat {

  static final IQ4_NL INSTANCE = new IQ4_NL();

  private static final byte[] VALUES = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private IQ4_NL() {}

  @Override
  public TensorType type() {
    return TensorType.IQ4_NL;
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
    return 0;
  }

  @Override
  public float value(int quant) {
    return VALUES[quant];
  }

  /** The 16 values that quants choose from. */
  public static byte[] values() {
    return VALUES.clone();
  }

  @Override
  public void unpack(
      MemorySegment source, long offset, byte[] quants, int at, SharedScales shared) {
    shared.scale = source.get(SHORT, offset);
    StoredBlocks.nibbles(source, offset + 2, quants, at);
  }
}
