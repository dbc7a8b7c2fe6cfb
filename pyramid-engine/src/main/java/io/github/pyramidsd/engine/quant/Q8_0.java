package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Blocks of 32 weights: a half-precision scale and 32 signed bytes; a weight is scale × byte. */
public final class Q8_0 implements BlockFormat {

  static final Q8_0 INSTANCE = new Q8_0();

  private Q8_0() {}

  @Override
  public TensorType type() {
    return TensorType.Q8_0;
  }

  @Override
  public QuantLayout quants() {
    return QuantLayout.BYTES;
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
  public void unpack(
      MemorySegment source, long offset, byte[] quants, int at, SharedScales shared) {
    shared.scale = source.get(SHORT, offset);
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset + 2, quants, at, 32);
  }
}
