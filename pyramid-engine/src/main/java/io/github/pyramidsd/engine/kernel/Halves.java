package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;

/** Numbers in half precision. */
final class Halves {

  private Halves() {}

  /** Decodes to floats. The JIT makes vector instructions of it that the Vector API has not. */
  static void decode(MemorySegment w, long from, int count, float[] out, int at) {
    for (int i = 0; i < count; i++) {
      out[at + i] = Float.float16ToFloat(w.get(WeightFormat.SHORT, from + (long) i * Short.BYTES));
    }
  }
}
