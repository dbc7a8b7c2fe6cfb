package io.github.pyramidsd.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
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
  private static final VectorSpecies<Byte> BYTES =
      LANES == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

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

  /** Loads as many bytes as there are lanes and makes them floats. */
  static FloatVector bytes(MemorySegment segment, long offset) {
    return (FloatVector)
        ByteVector.fromMemorySegment(BYTES, segment, offset, ORDER)
            .convertShape(VectorOperators.B2F, FLOATS, 0);
  }

  static FloatVector floats(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(FLOATS, segment, offset, ORDER);
  }

  static FloatVector broadcast(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }
}
