package io.github.pyramidsd.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector width that this JVM computes with, fixed when the class is loaded. */
final class Vectors {

  /** Asks for a width other than the widest: 128, 256 or 512. For tests and comparisons. */
  static final String BITS_PROPERTY = "pyramid.vector.bits";

  static final VectorSpecies<Float> FLOATS = species();
  static final int LANES = FLOATS.length();
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  /** Where vectors have 8 lanes, there are 16 registers. */
  static final boolean FEW_REGISTERS = LANES == 8;

  /** As many bytes as there are lanes, or 8 where that is fewer than the smallest vector holds. */
  static final VectorSpecies<Byte> BYTES =
      LANES == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

  /** As many shorts as there are lanes. */
  static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(LANES * Short.SIZE));

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

  static FloatVector floats(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(FLOATS, segment, offset, ORDER);
  }

  static FloatVector broadcast(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }
}
