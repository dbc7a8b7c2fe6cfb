package io.github.pyramidsd.engine.gguf;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key-value pairs of a GGUF file, read by type.
 *
 * <p>A getter gives nothing if the key is missing, and throws if the key has a value of another
 * type: a file that says something we do not understand is an error, not a default. Its {@code
 * require} twin also throws if the key is missing. Messages name the file, the byte, the key, its
 * type and the one that was wanted. Metadata stays valid after its file is closed.
 */
public final class GgufMetadata {

  private final String file;
  private final Map<String, Entry> entries;

  /**
   * A value.
   *
   * @param elementType of an array, else null
   * @param value as {@link #value(String)} gives it
   * @param at the byte offset of the value, after its type
   */
  record Entry(ValueType type, @Nullable ValueType elementType, Object value, long at) {

    /** The type in words, such as {@code "u32"} or {@code "array of 3 string"}. */
    String typeName() {
      return elementType == null
          ? type.displayName()
          : "array of " + ((List<?>) value).size() + " " + elementType.displayName();
    }
  }

  /** Takes entries in file order. */
  GgufMetadata(String file, Map<String, Entry> entries) {
    this.file = file;
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** The keys in file order. */
  public Set<String> keys() {
    return entries.keySet();
  }

  /**
   * The value as it is, for showing: any integer is a {@code Long} (a u64 over {@code
   * Long.MAX_VALUE} a {@code BigInteger}), an f32 a {@code Float}, an f64 a {@code Double}, a bool
   * a {@code Boolean}, a string a {@code String}, and an array an unmodifiable {@code List} of
   * these.
   *
   * @throws GgufException if the key is missing
   */
  public Object value(String key) throws GgufException {
    return require(key).value;
  }

  /**
   * The name of the value's type in the file, for showing, such as {@code "u32"} or {@code "array
   * of 3 string"}.
   *
   * @throws GgufException if the key is missing
   */
  public String typeName(String key) throws GgufException {
    return require(key).typeName();
  }

  public Optional<String> string(String key) throws GgufException {
    return has(key) ? Optional.of(requireString(key)) : Optional.empty();
  }

  public String requireString(String key) throws GgufException {
    if (require(key).value instanceof String string) {
      return string;
    }
    throw wrongType(key, "a string");
  }

  /** An integer of any width; a u64 over {@code Long.MAX_VALUE} is an error. */
  public OptionalLong integer(String key) throws GgufException {
    return has(key) ? OptionalLong.of(requireInteger(key)) : OptionalLong.empty();
  }

  /** As {@link #integer}. */
  public long requireInteger(String key) throws GgufException {
    return switch (require(key).value) {
      case Long integer -> integer;
      case BigInteger big ->
          throw illegal(
              key, "%s is not in [%s, %s]".formatted(big, Long.MIN_VALUE, Long.MAX_VALUE));
      default -> throw wrongType(key, "an integer");
    };
  }

  /** A floating-point number, or an integer, which is converted. */
  public OptionalDouble real(String key) throws GgufException {
    return has(key) ? OptionalDouble.of(requireReal(key)) : OptionalDouble.empty();
  }

  /** As {@link #real}. */
  public double requireReal(String key) throws GgufException {
    if (require(key).value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrongType(key, "a number");
  }

  public Optional<Boolean> bool(String key) throws GgufException {
    return has(key) ? Optional.of(requireBool(key)) : Optional.empty();
  }

  public boolean requireBool(String key) throws GgufException {
    if (require(key).value instanceof Boolean bool) {
      return bool;
    }
    throw wrongType(key, "a bool");
  }

  /** An array of strings, decoded anew at every call. */
  public Optional<String[]> strings(String key) throws GgufException {
    return has(key) ? Optional.of(requireStrings(key)) : Optional.empty();
  }

  /** As {@link #strings}. */
  public String[] requireStrings(String key) throws GgufException {
    if (require(key).value instanceof PackedStrings strings) {
      return strings.toArray(String[]::new);
    }
    throw wrongType(key, "an array of strings");
  }

  /** An array of integers of any width, each of which must fit an {@code int}; a copy. */
  public Optional<int[]> ints(String key) throws GgufException {
    return has(key) ? Optional.of(requireInts(key)) : Optional.empty();
  }

  /** As {@link #ints}. */
  public int[] requireInts(String key) throws GgufException {
    Entry entry = require(key);
    if (!(entry.value instanceof PackedScalars scalars) || !scalars.type().isInteger()) {
      throw wrongType(key, "an array of integers");
    }
    int[] ints = new int[scalars.size()];
    for (int i = 0; i < ints.length; i++) {
      if (!(scalars.get(i) instanceof Long value) || value != value.intValue()) {
        throw illegal(
            key,
            "element %s is %s, not in [%s, %s]"
                .formatted(i, scalars.get(i), Integer.MIN_VALUE, Integer.MAX_VALUE));
      }
      ints[i] = value.intValue();
    }
    return ints;
  }

  /** An array of f32, and of no other type, as the conversion could lose digits; a copy. */
  public Optional<float[]> floats(String key) throws GgufException {
    return has(key) ? Optional.of(requireFloats(key)) : Optional.empty();
  }

  /** As {@link #floats}. */
  public float[] requireFloats(String key) throws GgufException {
    Entry entry = require(key);
    if (!(entry.value instanceof PackedScalars scalars) || scalars.type() != ValueType.F32) {
      throw wrongType(key, "an array of f32");
    }
    float[] floats = new float[scalars.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.intBitsToFloat((int) scalars.bits(i));
    }
    return floats;
  }

  /**
   * The exception for a value of the right type that its reader cannot use.
   *
   * @param problem the value and what is legal, such as {@code "0 is not in [1, 1024]"}
   */
  public GgufException illegal(String key, String problem) {
    String described = "metadata key " + GgufException.quote(key) + ": " + problem;
    Entry entry = entries.get(key);
    return entry == null
        ? new GgufException(file, described)
        : new GgufException(file, entry.at, described);
  }

  /** A value that the specification wants to be exactly a u32. */
  long requireU32(String key) throws GgufException {
    if (require(key).type != ValueType.U32) {
      throw wrongType(key, "a u32");
    }
    return requireInteger(key);
  }

  private boolean has(String key) {
    return entries.containsKey(key);
  }

  private Entry require(String key) throws GgufException {
    Entry entry = entries.get(key);
    if (entry == null) {
      throw illegal(key, "is missing");
    }
    return entry;
  }

  private GgufException wrongType(String key, String wanted) throws GgufException {
    return illegal(key, "is of type " + require(key).typeName() + ", wanted " + wanted);
  }
}
