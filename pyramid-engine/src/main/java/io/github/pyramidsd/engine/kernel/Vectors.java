package io.github.pyramidsd.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector width that this JVM computes with, fixed when the class is loaded. */
final class Vectors {

  /** Asks for a width other than the widest: 128, 256 or 512. For tests and comparisons. */
  static final String BITS_PROPERTY = "pyramid.vector.bits";

  static final VectorSpecies<Float> FLOATS = species();
  static final int LANES = FLOATS.length();
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  /** As many bytes as there are lanes, or 8 where that is fewer than the smallest vector holds. */
  static final VectorSpecies<Byte> BYTES =
      LANES == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

  /** As many shorts as there are lanes. */
  static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(LANES * Short.SIZE));

  /** From a half's exponent, biased by 15, to a float's, biased by 127. */
  private static final float REBIAS = 0x1p112f;

  private Vectors() {}

  private static VectorSpecies<Float> species() {
    int preferred = Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    int bits = Integer.getInteger(BITS_PROPERTY, preferred);
    if (bits != 128 && bits != 256 && bits != 512) {
      throw new IllegalStateException(
          BITS_PROPERTY
              + " is "
              + bits
              + ", expected 128, 256 or 512 (this machine's: "
              + preferred
              + ")");
    }
    return VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
  }

  /** Loads as many unsigned shorts as there are lanes. */
  static IntVector unsignedShorts(MemorySegment segment, long offset) {
    return (IntVector)
        ShortVector.fromMemorySegment(SHORTS, segment, offset, ORDER)
            .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
  }

  /**
   * Loads as many half-precision numbers as there are lanes. Exponent and fraction are moved to
   * their places, where they make a float that is too small by 2^112, subnormals included;
   * multiplying puts it right. Infinities and NaNs get a full exponent.
   */
  static FloatVector halves(MemorySegment segment, long offset) {
    IntVector half = unsignedShorts(segment, offset);
    IntVector sign = half.and(0x8000).lanewise(VectorOperators.LSHL, 16);
    IntVector magnitude = half.and(0x7fff).lanewise(VectorOperators.LSHL, 13);
    VectorMask<Integer> special = magnitude.compare(VectorOperators.GE, 0x7c00 << 13);
    return magnitude
        .reinterpretAsFloats()
        .mul(REBIAS)
        .reinterpretAsInts()
        .lanewise(VectorOperators.OR, 0x7f800000, special)
        .or(sign)
        .reinterpretAsFloats();
  }

  static FloatVector floats(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(FLOATS, segment, offset, ORDER);
  }

  static FloatVector broadcast(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }
}
