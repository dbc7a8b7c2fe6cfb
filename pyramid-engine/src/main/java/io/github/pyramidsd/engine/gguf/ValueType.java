package io.github.pyramidsd.engine.gguf;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The types of metadata values; the ordinal is the number in files. */
enum ValueType {
  U8("u8", 1),
  I8("i8", 1),
  U16("u16", 2),
  I16("i16", 2),
  U32("u32", 4),
  I32("i32", 4),
  F32("f32", 4),
  BOOL("bool", 1),
  STRING("string", Long.BYTES),
  ARRAY("array", Integer.BYTES + Long.BYTES),
  U64("u64", 8),
  I64("i64", 8),
  F64("f64", 8);

  private static final ValueType[] BY_ID = values();

  /** The highest number of a type in files. */
  static final int MAX_ID = BY_ID.length - 1;

  private final String displayName;
  private final int bytes;

  ValueType(String displayName, int bytes) {
    this.displayName = displayName;
    this.bytes = bytes;
  }

  static @Nullable ValueType byId(long id) {
    return id >= 0 && id <= MAX_ID ? BY_ID[(int) id] : null;
  }

  String displayName() {
    return displayName;
  }

  /** The bytes of a scalar; the least that a string or an array takes. */
  int bytes() {
    return bytes;
  }

  boolean isInteger() {
    return switch (this) {
      case U8, I8, U16, I16, U32, I32, U64, I64 -> true;
      case F32, F64, BOOL, STRING, ARRAY -> false;
    };
  }

  /**
   * A scalar from its bits, of which the low {@link #bytes()} bytes count: a {@code Long} for any
   * integer ({@code BigInteger} for a u64 above {@code Long.MAX_VALUE}), {@code Float}, {@code
   * Double} or {@code Boolean}.
   */
  Object decode(long bits) {
    return switch (this) {
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
      case BOOL -> (bits & 0xff) != 0;
      case U64 -> {
        if (bits < 0) {
          yield new BigInteger(Long.toUnsignedString(bits));
        }
        yield bits;
      }
      case U8, I8, U16, I16, U32, I32, I64 -> integer(bits);
      case STRING, ARRAY -> throw new IllegalArgumentException(displayName + " is no scalar");
    };
  }

  /** Extends the low bytes by their sign, if the type has one. */
  private long integer(long bits) {
    int unused = Long.SIZE - Byte.SIZE * bytes;
    return switch (this) {
      case I8, I16, I32, I64 -> bits << unused >> unused;
      default -> bits << unused >>> unused;
    };
  }
}
