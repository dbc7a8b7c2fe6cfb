package io.github.pyramidsd.engine.gguf;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The types of metadata values. */
enum ValueType {
  U8(0, "u8", 1),
  I8(1, "i8", 1),
  U16(2, "u16", 2),
  I16(3, "i16", 2),
  U32(4, "u32", 4),
  I32(5, "i32", 4),
  F32(6, "f32", 4),
  BOOL(7, "bool", 1),
  STRING(8, "string", Long.BYTES),
  ARRAY(9, "array", Integer.BYTES + Long.BYTES),
  U64(10, "u64", 8),
  I64(11, "i64", 8),
  F64(12, "f64", 8);

  /** The highest id; every one from 0 on is a type's. */
  static final int MAX_ID = 12;

  private static final @Nullable ValueType[] BY_ID = new @Nullable ValueType[MAX_ID + 1];

  static {
    for (ValueType type : values()) {
      BY_ID[type.id] = type;
    }
  }

  private final int id;
  private final String displayName;
  private final int bytes;

  ValueType(int id, String displayName, int bytes) {
    this.id = id;
    this.displayName = displayName;
    this.bytes = bytes;
  }

  /** The type with this number, or null if there is none. */
  static @Nullable ValueType byId(long id) {
    return id >= 0 && id <= MAX_ID ? BY_ID[(int) id] : null;
  }

  /** The type's number in files. */
  int id() {
    return id;
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
