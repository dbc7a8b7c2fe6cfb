package io.github.pyramidsd.engine.gguf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the metadata of a GGUF file: a key, the type of a value and the value, again and again. */
final class MetadataParser {

  /**
   * The least that an entry takes: the length of a key, a byte of it, a type and a value's byte.
   */
  static final int MIN_ENTRY_BYTES = Long.BYTES + 1 + Integer.BYTES + 1;

  /** Hundreds of times what any file has; a map's entries outweigh their bytes in the file. */
  static final int MAX_ENTRIES = 1 << 16;

  /** What the specification allows a key. */
  static final int MAX_NAME_BYTES = 65535;

  /** How deep arrays may be nested; files have one level, and the reader recurses. */
  static final int MAX_DEPTH = 4;

  private final Cursor cursor;

  private MetadataParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /** Reads {@code count} entries from the cursor on. */
  static GgufMetadata parse(Cursor cursor, int count) throws GgufException {
    var parser = new MetadataParser(cursor);
    Map<String, GgufMetadata.Entry> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      cursor.subject("metadata entry " + i + " of " + count, "");
      long at = cursor.position();
      String key = name(cursor, "key length");
      cursor.subject("metadata key", key);
      if (entries.containsKey(key)) {
        throw cursor.error(at, "occurs twice");
      }
      entries.put(key, parser.entry());
    }
    return new GgufMetadata(cursor.file(), entries);
  }

  /** Reads a key or the name of a tensor: a string of 1 to {@link #MAX_NAME_BYTES} bytes. */
  static String name(Cursor cursor, String lengthName) throws GgufException {
    long at = cursor.position();
    String name = cursor.string(lengthName, MAX_NAME_BYTES);
    if (name.isEmpty()) {
      throw cursor.error(at, "%s 0 is not in [1, %s]".formatted(lengthName, MAX_NAME_BYTES));
    }
    return name;
  }

  private GgufMetadata.Entry entry() throws GgufException {
    ValueType type = type("value type");
    long at = cursor.position();
    if (type != ValueType.ARRAY) {
      Object value =
          type == ValueType.STRING
              ? cursor.string("string length", Integer.MAX_VALUE)
              : type.decode(cursor.bits(type));
      return new GgufMetadata.Entry(type, null, value, at);
    }
    ValueType elementType = type("element type");
    return new GgufMetadata.Entry(type, elementType, array(elementType, 1), at);
  }

  private ValueType type(String what) throws GgufException {
    long at = cursor.position();
    long id = cursor.u32(what);
    @Nullable ValueType type = ValueType.byId(id);
    if (type == null) {
      throw cursor.error(at, "%s %s is not in [0, %s]".formatted(what, id, ValueType.MAX_ID));
    }
    return type;
  }

  private List<?> array(ValueType type, int depth) throws GgufException {
    int count = cursor.count("array length", type.bytes());
    return switch (type) {
      case STRING -> strings(count);
      case ARRAY -> arrays(count, depth + 1);
      default -> scalars(type, count);
    };
  }

  private List<?> scalars(ValueType type, int count) throws GgufException {
    long at = cursor.position();
    byte[] bytes = cursor.bytes(count * type.bytes());
    if (type == ValueType.BOOL) {
      for (int i = 0; i < count; i++) {
        cursor.requireBool(bytes[i], at + i);
      }
    }
    return new PackedScalars(type, bytes);
  }

  /** Reads strings twice: first their lengths, so that what is allocated is known to be there. */
  private List<?> strings(int count) throws GgufException {
    long start = cursor.position();
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += cursor.skipString();
    }
    cursor.rewind(start);
    byte[] utf8 = new byte[bytes];
    int[] ends = new int[count];
    int end = 0;
    for (int i = 0; i < count; i++) {
      int length = cursor.count("string length", 1);
      long at = cursor.position();
      cursor.copyTo(utf8, end, length);
      cursor.requireUtf8(utf8, end, end + length, at);
      end += length;
      ends[i] = end;
    }
    return new PackedStrings(utf8, ends);
  }

  private List<?> arrays(int count, int depth) throws GgufException {
    if (depth > MAX_DEPTH) {
      throw cursor.error(
          cursor.position(), "arrays are nested deeper than " + MAX_DEPTH + " levels");
    }
    List<Object> arrays = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arrays.add(array(type("element type"), depth));
    }
    return Collections.unmodifiableList(arrays);
  }
}
