package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;

/** IEEE half precision: 1 sign, 5 exponent and 10 fraction bits. */
public final class F16 implements PlainFormat {

  static final F16 INSTANCE = new F16();

  private F16() {}

  @Override
  public TensorType type() {
    return TensorType.F16;
  }

  @Override
  public float read(MemorySegment segment, long offset) {
    return Float.float16ToFloat(segment.get(SHORT, offset));
  }
}
