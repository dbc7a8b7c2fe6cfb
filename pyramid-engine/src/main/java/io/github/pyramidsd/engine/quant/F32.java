package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/** Single precision: weights as they are. */
public final class F32 implements PlainFormat {

  static final F32 INSTANCE = new F32();

  private F32() {}

  @Override
  public TensorType type() {
    return TensorType.F32;
  }

  @Override
  public float read(MemorySegment segment, long offset) {
    return segment.get(FLOAT, offset);
  }
}
