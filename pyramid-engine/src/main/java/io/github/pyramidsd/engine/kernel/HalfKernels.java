package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.ORDER;

import io.github.pyramidsd.engine.gguf.TensorType;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Turns a tile of 16-bit weights to floats, on which {@link F32Kernels} then work. */
final class HalfKernels {

  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(LANES * Short.SIZE));
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, Vectors.FLOATS.vectorShape());

  /** From a half's exponent, biased by 15, to a float's, biased by 127. */
  private static final float REBIAS = 0x1p112f;

  private HalfKernels() {}

  static void decodeTile(PackedMatrix matrix, int tile, MemorySegment target) {
    MemorySegment source = matrix.data();
    long start = tile * matrix.tileBytes();
    int weights = matrix.columns() * WeightFormat.TILE_ROWS;
    if (matrix.format().type() == TensorType.BF16) {
      for (int i = 0; i < weights; i += LANES) {
        shorts(source, start + (long) i * Short.BYTES)
            .lanewise(VectorOperators.LSHL, 16)
            .intoMemorySegment(target, (long) i * Float.BYTES, ORDER);
      }
    } else {
      for (int i = 0; i < weights; i += LANES) {
        halfToFloat(shorts(source, start + (long) i * Short.BYTES))
            .intoMemorySegment(target, (long) i * Float.BYTES, ORDER);
      }
    }
  }

  private static IntVector shorts(MemorySegment source, long offset) {
    return (IntVector)
        ShortVector.fromMemorySegment(SHORTS, source, offset, ORDER)
            .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
  }

  /**
   * Moves exponent and fraction to their places, where they make a float that is too small by
   * 2^112, subnormals included; multiplying puts it right. Infinities and NaNs get a full exponent.
   */
  private static IntVector halfToFloat(IntVector half) {
    IntVector sign = half.and(0x8000).lanewise(VectorOperators.LSHL, 16);
    IntVector magnitude = half.and(0x7fff).lanewise(VectorOperators.LSHL, 13);
    VectorMask<Integer> special = magnitude.compare(VectorOperators.GE, 0x7c00 << 13);
    IntVector value =
        magnitude
            .reinterpretAsFloats()
            .mul(REBIAS)
            .reinterpretAsInts()
            .lanewise(VectorOperators.OR, 0x7f800000, special);
    return value.or(sign);
  }
}
