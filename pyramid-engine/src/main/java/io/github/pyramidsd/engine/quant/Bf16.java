package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/** The upper half of a single: 1 sign, 8 exponent and 7 fraction bits. */
public final class Bf16 implements PlainFormat {

  static final Bf16 INSTANCE = new Bf16();

  private Bf16() {}

  @Override
  public TensorType type() {
    return TensorType.BF16;
  }

  @Override
  public float read(MemorySegment segment, long offset) {
    return Float.intBitsToFloat(segment.get(SHORT, offset) << 16);
  }
}
