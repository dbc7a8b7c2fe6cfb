package io.github.pyramidsd.engine.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Offsets: the first metadata entry has its key's length at 24, the key {@code k} at 32, its type
 * at 33 and its value at 37, where an array has its element type, at 41 its length and at 49 its
 * elements. In a file without metadata, the first tensor has its name {@code t} at 32, its rank at
 * 33, dimensions from 37 on and, with one dimension, its type at 45 and its offset at 49; its data
 * starts at 64.
 */
class MalformedGgufTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "headers",
    "keys",
    "values",
    "lengths",
    "elements",
    "alignments",
    "types",
    "tensors",
    "shapes",
    "places",
    "overlaps"
  })
  void isRejectedWithItsPlaceAndReason(String name, GgufWriter file, long offset, String reason) {
    assertThatExceptionOfType(GgufException.class)
        .isThrownBy(file::parse)
        .withMessageStartingWith("test.gguf: at byte " + offset + ": ")
        .withMessageContaining(reason);
  }

  @Test
  void arraysMayBeNestedFourLevelsDeep() throws GgufException {
    assertThat(nested(4).parse().metadata().value("k")).hasToString("[[[[0]]]]");
  }

  private static Arguments row(String name, GgufWriter file, long offset, String reason) {
    return Arguments.of(name, file, offset, reason);
  }

  private static GgufWriter file() {
    return new GgufWriter();
  }

  private static GgufWriter value(ValueType type, long... u64s) {
    return file()
        .entry(
            "k",
            type,
            bytes -> {
              for (long u64 : u64s) {
                bytes.u64(u64);
              }
            });
  }

  private static GgufWriter array(ValueType type, long length) {
    return file().entry("k", ValueType.ARRAY, bytes -> bytes.array(type, length).u64(0).u64(0));
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        row(
            "other magic",
            file().magic("ggml"),
            0,
            "begins with bytes 67676d6c, not with 47475546"),
        row("version 0", file().version(0), 4, "GGUF version 0 is not in [2, 3]"),
        row("version 1", file().version(1), 4, "GGUF version 1 is not in [2, 3]"),
        row("version 4", file().version(4), 4, "GGUF version 4 is not in [2, 3]"),
        row("version -1", file().version(-1), 4, "GGUF version 4294967295 is not in [2, 3]"),
        row("big-endian 3", file().version(3 << 24), 4, "big-endian, which is not supported"),
        row("big-endian 2", file().version(2 << 24), 4, "big-endian, which is not supported"),
        row("a tensor too many", file().tensorCount(1), 8, "tensor count 1 is not in [0, 0]"),
        row(
            "2^63 - 1 tensors",
            file().tensorCount(Long.MAX_VALUE),
            8,
            "tensor count 9223372036854775807 is not in [0, 0]"),
        row(
            "2^64 - 1 tensors",
            file().tensorCount(-1),
            8,
            "tensor count 18446744073709551615 is not in [0, 0]"),
        row(
            "2^63 - 1 entries",
            file().u32("k", 1).metadataCount(Long.MAX_VALUE),
            16,
            "metadata count 9223372036854775807 is not in [0, 1]"),
        row(
            "an entry too many",
            file().u32("k", 1).metadataCount(2),
            16,
            "metadata count 2 is not in [0, 1]: each takes at least 14 byte(s), and 17 are left"
                + " before the end of the file at byte 41"));
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        row(
            "key longer than the file",
            file().raw(bytes -> bytes.u64(7).raw(new byte[6])),
            24,
            "metadata entry 0 of 1: key length 7 is not in [0, 6]"),
        row(
            "key of 2^63 bytes",
            file().raw(bytes -> bytes.u64(Long.MIN_VALUE).raw(new byte[6])),
            24,
            "key length 9223372036854775808 is not in [0, 6]"),
        row("empty key", file().u32("", 1), 24, "key length 0 is not in [1, 65535]"),
        row(
            "key of 65536 bytes",
            file().u32("k".repeat(65536), 1),
            24,
            "key length 65536 is not in [0, 65535]"),
        row("duplicate key", file().u32("k", 1).u32("k", 1), 41, "metadata key 'k': occurs twice"),
        row(
            "malformed key",
            file().raw(bytes -> bytes.u64(2).u8('k').u8(0xc0).u64(0)),
            33,
            "metadata entry 0 of 1: byte 0xc0 of a string of 2 is malformed UTF-8"));
  }

  static Stream<Arguments> values() {
    return Stream.of(
        row(
            "value type 13",
            file().entry("k", 13, bytes -> bytes.u32(0)),
            33,
            "metadata key 'k': value type 13 is not in [0, 12]"),
        row(
            "value type 2^32 - 1",
            file().entry("k", -1, bytes -> bytes.u32(0)),
            33,
            "value type 4294967295 is not in [0, 12]"),
        row(
            "bool 2",
            file().entry("k", ValueType.BOOL, bytes -> bytes.u8(2)),
            37,
            "metadata key 'k': bool 2 is not in [0, 1]"),
        row(
            "value cut off",
            file().entry("k", ValueType.F64, bytes -> bytes.u32(0)),
            37,
            "metadata key 'k': value takes 8 byte(s), but 4 are left before the end of the file"),
        row(
            "string longer than the file",
            value(ValueType.STRING, 9, 0),
            37,
            "metadata key 'k': string length 9 is not in [0, 8]"),
        row(
            "string of 2^63 - 1 bytes",
            value(ValueType.STRING, Long.MAX_VALUE, 0),
            37,
            "string length 9223372036854775807 is not in [0, 8]"),
        row(
            "malformed string",
            file().entry("k", ValueType.STRING, bytes -> bytes.u64(3).u8('a').u8(0xff).u8('b')),
            46,
            "metadata key 'k': byte 0xff of a string of 3 is malformed UTF-8"));
  }

  private static GgufWriter nested(int levels) {
    return file()
        .entry(
            "k",
            ValueType.ARRAY,
            bytes -> {
              for (int i = 1; i < levels; i++) {
                bytes.array(ValueType.ARRAY, 1);
              }
              bytes.array(ValueType.U8, 1).u8(0);
            });
  }

  static Stream<Arguments> lengths() {
    return Stream.of(
        row(
            "element type 13",
            file().entry("k", ValueType.ARRAY, b -> b.u32(13)),
            37,
            "metadata key 'k': element type 13 is not in [0, 12]"),
        row("17 bytes of 16", array(ValueType.U8, 17), 41, "array length 17 is not in [0, 16]"),
        row("5 u32 of 4", array(ValueType.U32, 5), 41, "array length 5 is not in [0, 4]"),
        row("3 strings of 2", array(ValueType.STRING, 3), 41, "array length 3 is not in [0, 2]"),
        row("2 arrays of 1", array(ValueType.ARRAY, 2), 41, "array length 2 is not in [0, 1]"),
        row(
            "2^40 strings",
            array(ValueType.STRING, 1L << 40),
            41,
            "array length 1099511627776 is not in [0, 2]"),
        row(
            "2^63 - 1 doubles",
            array(ValueType.F64, Long.MAX_VALUE),
            41,
            "array length 9223372036854775807 is not in [0, 2]"),
        row(
            "2^61 doubles, 2^64 bytes",
            array(ValueType.F64, 1L << 61),
            41,
            "array length 2305843009213693952 is not in [0, 2]"),
        row(
            "2^64 - 1 bools",
            array(ValueType.BOOL, -1),
            41,
            "array length 18446744073709551615 is not in [0, 16]"));
  }

  static Stream<Arguments> elements() {
    return Stream.of(
        row(
            "bool 7",
            file().entry("k", ValueType.ARRAY, b -> b.array(ValueType.BOOL, 3).u8(1).u8(0).u8(7)),
            51,
            "metadata key 'k': bool 7 is not in [0, 1]"),
        row(
            "string cut off",
            file()
                .entry(
                    "k",
                    ValueType.ARRAY,
                    b -> b.array(ValueType.STRING, 2).string("ab").u64(4).u8('x')),
            59,
            "metadata key 'k': string length 4 is not in [0, 1]"),
        row(
            "malformed string",
            file()
                .entry(
                    "k",
                    ValueType.ARRAY,
                    b -> b.array(ValueType.STRING, 2).string("ab").u64(2).u8('x').u8(0x80)),
            68,
            "metadata key 'k': byte 0x80 of a string of 2 is malformed UTF-8"),
        row("5 levels", nested(5), 85, "metadata key 'k': arrays are nested deeper than 4 levels"));
  }

  static Stream<Arguments> alignments() {
    Stream<Arguments> values =
        Stream.of(0, 1, 4, 24, 33, 1 << 21, -1)
            .map(
                alignment ->
                    row(
                        "alignment " + alignment,
                        file().u32("general.alignment", alignment),
                        53,
                        "metadata key 'general.alignment': %d is not a power of two in [8, 1048576]"
                            .formatted(Integer.toUnsignedLong(alignment))));
    return Stream.concat(values, Stream.of(wrongAlignmentType()));
  }

  private static Arguments wrongAlignmentType() {
    return row(
        "alignment of another type",
        file().entry("general.alignment", ValueType.U64, bytes -> bytes.u64(32)),
        53,
        "metadata key 'general.alignment': is of type u64, wanted a u32");
  }

  static Stream<Arguments> types() {
    Stream<Arguments> removed =
        Stream.of(4, 5, 31, 32, 33, 36, 37, 38)
            .map(
                id ->
                    row(
                        "removed type " + id,
                        tensor(0, id, 32),
                        45,
                        "tensor 't': type " + id + " ("));
    return Stream.concat(
        removed,
        Stream.of(
            row("type 43", tensor(0, 43, 1), 45, "tensor 't': type 43 is unknown"),
            row("type -1", tensor(0, -1, 1), 45, "tensor 't': type 4294967295 is unknown")));
  }

  static Stream<Arguments> tensors() {
    return Stream.of(
        row(
            "no name",
            file().tensorAt(0, "", 0, 1, 1),
            24,
            "tensor 0 of 1: name length 0 is not in [1, 65535]"),
        row("duplicate", tensor(0, 0, 1).tensorAt(32, "t", 0, 1), 57, "tensor 't': occurs twice"),
        row(
            "rank 0",
            file().tensorAt(0, "t", 0).tensorAt(0, "u", 0, 1, 1),
            33,
            "tensor 't': number of dimensions 0 is not in [1, 4]"),
        row(
            "rank 5",
            tensor(0, 0, 1, 1, 1, 1, 1),
            33,
            "tensor 't': number of dimensions 5 is not in [1, 4]"),
        row(
            "cut off",
            tensor(0, 0, 1, 1, 1, 1).tensorAt(0, "u", 0, 1, 1, 1, 1).tensorCount(3),
            138,
            "tensor 2 of 3: name length takes 8 byte(s), but 0 are left before the end"));
  }

  private static GgufWriter tensor(long offset, int type, long... dimensions) {
    return file().tensorAt(offset, "t", type, dimensions);
  }

  static Stream<Arguments> shapes() {
    int q8 = TensorType.Q8_0.id();
    return Stream.of(
        row(
            "dimension 0",
            tensor(0, 0, 1, 0),
            45,
            "tensor 't': dimension 1 is 0, not in [1, 2^63 - 1]"),
        row("dimension 2^64 - 1", tensor(0, 0, -1), 37, "dimension 0 is 18446744073709551615"),
        row(
            "part of a block",
            tensor(0, q8, 48),
            45,
            "tensor 't': dimension 0 is 48, which is not a multiple of Q8_0's block of 32"),
        row(
            "2^64 elements",
            tensor(0, 0, 1L << 32, 1L << 32),
            53,
            "tensor 't': shape [4294967296, 4294967296] has more than 2^63 - 1 elements or bytes"),
        row(
            "2^64 bytes",
            tensor(0, 0, 1L << 62),
            45,
            "tensor 't': shape [4611686018427387904] has more than 2^63 - 1 elements or bytes"),
        row(
            "2^63 - 1 elements",
            tensor(0, TensorType.I8.id(), Long.MAX_VALUE),
            49,
            "tensor 't': takes 9223372036854775807 bytes, but the data from byte 64"));
  }

  static Stream<Arguments> places() {
    return Stream.of(
        row(
            "unaligned",
            tensor(16, 0, 1).dataBytes(64),
            49,
            "tensor 't': offset 16 is not a multiple of the alignment 32"),
        row(
            "past the end",
            tensor(32, 0, 9).dataBytes(64),
            49,
            "tensor 't': offset 32 is not in [0, 28]: its 36 bytes from byte 64 on would pass the end"
                + " of the file at byte 128"),
        row(
            "2^63",
            tensor(Long.MIN_VALUE, 0, 1).dataBytes(64),
            49,
            "tensor 't': offset 9223372036854775808 is not in [0, 60]"),
        row(
            "2^64 - 32",
            tensor(-32, 0, 1).dataBytes(64),
            49,
            "tensor 't': offset 18446744073709551584 is not in [0, 60]"),
        row(
            "no data",
            tensor(0, 0, 1),
            49,
            "tensor 't': takes 4 bytes, but the data from byte 64 to the end of the file at byte 57 is 0"),
        row("a byte short", tensor(0, 0, 1).dataBytes(3), 49, "tensor 't': takes 4 bytes"));
  }

  static Stream<Arguments> overlaps() {
    GgufWriter overlapping =
        tensor(0, 0, 9).tensorAt(32, "u", 0, 1).dataBytes(36); // 36 bytes reach 4 into the second
    return Stream.of(
        row(
            "overlapping",
            overlapping,
            128,
            "tensor 'u': overlaps tensor 't', whose bytes are [96, 132)"),
        row(
            "same place",
            tensor(0, 0, 1).tensorAt(0, "u", 0, 1).dataBytes(4),
            96,
            "tensor 'u': overlaps tensor 't', whose bytes are [96, 100)"));
  }
}
