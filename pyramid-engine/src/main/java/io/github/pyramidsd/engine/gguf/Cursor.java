package io.github.pyramidsd.engine.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads the values of a GGUF header one after another, checks each against the bytes that are left,
 * and words the errors.
 *
 * <p>A header is what precedes the tensors' bytes. It may take 64 MiB, several times what the
 * largest vocabularies need, so that what a file makes us allocate for it stays within a small
 * multiple of that, however large the file is.
 */
final class Cursor {

  static final long MAX_HEADER_BYTES = 64L << 20;

  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String file;
  private final MemorySegment bytes;
  private final long limit;

  private long position;
  private String subjectKind = "header";
  private String subjectName = "";

  Cursor(String file, MemorySegment bytes) {
    this.file = file;
    this.bytes = bytes;
    this.limit = Math.min(bytes.byteSize(), MAX_HEADER_BYTES);
  }

  /** The name that messages begin with. */
  String file() {
    return file;
  }

  /** The byte offset of what is read next. */
  long position() {
    return position;
  }

  /** Says what is being read now, for messages; without a name while that is not yet known. */
  void subject(String kind, String name) {
    subjectKind = kind;
    subjectName = name;
  }

  /** The exception to throw for a fault at a byte of the current subject. */
  GgufException error(long offset, String problem) {
    String name = subjectName.isEmpty() ? "" : ' ' + GgufException.quote(subjectName);
    return new GgufException(file, offset, subjectKind + name + ": " + problem);
  }

  long u32(String what) throws GgufException {
    return Integer.toUnsignedLong(bytes.get(U32, advance(Integer.BYTES, what)));
  }

  /**
   * Reads 64 bits, which the caller checks: as signed, a count or size over the range is negative.
   */
  long u64(String what) throws GgufException {
    return bytes.get(U64, advance(Long.BYTES, what));
  }

  /** Reads the bits of a scalar, to be {@linkplain ValueType#decode decoded}. */
  long bits(ValueType type) throws GgufException {
    long at = advance(type.bytes(), "value");
    long bits =
        switch (type.bytes()) {
          case 1 -> bytes.get(ValueLayout.JAVA_BYTE, at);
          case 2 -> bytes.get(U16, at);
          case 4 -> bytes.get(U32, at);
          default -> bytes.get(U64, at);
        };
    if (type == ValueType.BOOL) {
      requireBool((byte) bits, at);
    }
    return bits;
  }

  void requireBool(byte value, long offset) throws GgufException {
    if (value != 0 && value != 1) {
      throw error(offset, "bool " + (value & 0xff) + " is not in [0, 1]");
    }
  }

  /**
   * Reads a u64 that counts what follows.
   *
   * @param leastBytes the fewest bytes that each counted thing takes, positive
   * @param maximum the most that is legal
   * @return at most what the bytes that are left can hold
   */
  int count(String what, int leastBytes, int maximum) throws GgufException {
    long at = position;
    long count = u64(what);
    long most = Math.min(maximum, (limit - position) / leastBytes);
    if (count < 0 || count > most) {
      throw error(
          at,
          "%s %s is not in [0, %s]: each takes at least %s byte(s), and %s are left before %s"
              .formatted(
                  what,
                  Long.toUnsignedString(count),
                  most,
                  leastBytes,
                  limit - position,
                  limitName()));
    }
    return (int) count;
  }

  /** Reads a u64 that counts what follows, bounded by the bytes that are left alone. */
  int count(String what, int leastBytes) throws GgufException {
    return count(what, leastBytes, Integer.MAX_VALUE);
  }

  /** Reads a string's length and passes over its bytes, unchecked. */
  int skipString() throws GgufException {
    int length = count("string length", 1);
    position += length;
    return length;
  }

  /** Reads a string: a u64 length, at most {@code maxBytes}, and so many bytes of UTF-8. */
  String string(String lengthName, int maxBytes) throws GgufException {
    int length = count(lengthName, 1, maxBytes);
    long at = position;
    byte[] utf8 = bytes(length);
    requireUtf8(utf8, 0, length, at);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** Reads bytes, as many as a {@link #count} allowed. */
  byte[] bytes(int length) throws GgufException {
    byte[] copy = new byte[length];
    copyTo(copy, 0, length);
    return copy;
  }

  /** Reads {@code length} bytes into an array that has room for them. */
  void copyTo(byte[] target, int index, int length) throws GgufException {
    MemorySegment.copy(
        bytes, ValueLayout.JAVA_BYTE, advance(length, "data"), target, index, length);
  }

  /** Goes back to where a sequence of values began, to read it again. */
  void rewind(long to) {
    position = to;
  }

  /** Checks UTF-8 that was read from {@code offset} into {@code utf8[from, to)}. */
  void requireUtf8(byte[] utf8, int from, int to, long offset) throws GgufException {
    int malformed = Utf8.malformedAt(utf8, from, to);
    if (malformed >= 0) {
      throw error(
          offset + (malformed - from),
          String.format(
              Locale.ROOT,
              "byte 0x%02x of a string of %s is malformed UTF-8",
              utf8[malformed] & 0xff,
              to - from));
    }
  }

  private long advance(long length, String what) throws GgufException {
    if (length > limit - position) {
      throw error(
          position,
          "%s takes %s byte(s), but %s are left before %s"
              .formatted(what, length, limit - position, limitName()));
    }
    long at = position;
    position += length;
    return at;
  }

  private String limitName() {
    return limit == bytes.byteSize()
        ? "the end of the file at byte " + limit
        : "byte " + limit + ", the most that a header may take";
  }
}
