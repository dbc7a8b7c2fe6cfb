package io.github.pyramidsd.engine.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufMetadataTest {

  private static GgufWriter everyType() {
    return new GgufWriter()
        .entry("u8", ValueType.U8, v -> v.u8(0xfe))
        .entry("i8", ValueType.I8, v -> v.u8(0xfe))
        .entry("u16", ValueType.U16, v -> v.u16(0xfffe))
        .entry("i16", ValueType.I16, v -> v.u16(0xfffe))
        .entry("u32", ValueType.U32, v -> v.u32(-2))
        .entry("i32", ValueType.I32, v -> v.u32(-2))
        .entry("f32", ValueType.F32, v -> v.f32(1.5f))
        .entry("yes", ValueType.BOOL, v -> v.u8(1))
        .entry("no", ValueType.BOOL, v -> v.u8(0))
        .string("string", "größe 🙂")
        .entry("u64", ValueType.U64, v -> v.u64(Long.MAX_VALUE))
        .entry("huge", ValueType.U64, v -> v.u64(-1))
        .entry("i64", ValueType.I64, v -> v.u64(Long.MIN_VALUE))
        .entry("f64", ValueType.F64, v -> v.f64(Math.PI))
        .strings("strings", "", "a", "ü", "")
        .entry("i32s", ValueType.ARRAY, v -> v.array(ValueType.I32, 2).u32(-3).u32(4))
        .entry("u8s", ValueType.ARRAY, v -> v.array(ValueType.U8, 2).u8(255).u8(0))
        .entry("u64s", ValueType.ARRAY, v -> v.array(ValueType.U64, 2).u64(1).u64(1L << 31))
        .entry("hugeInts", ValueType.ARRAY, v -> v.array(ValueType.U64, 1).u64(-1))
        .entry("f32s", ValueType.ARRAY, v -> v.array(ValueType.F32, 2).f32(-0.1f).f32(2))
        .entry("f64s", ValueType.ARRAY, v -> v.array(ValueType.F64, 1).f64(0.1))
        .entry("bools", ValueType.ARRAY, v -> v.array(ValueType.BOOL, 2).u8(0).u8(1))
        .entry("none", ValueType.ARRAY, v -> v.array(ValueType.F32, 0))
        .entry(
            "nested",
            ValueType.ARRAY,
            v ->
                v.array(ValueType.ARRAY, 2)
                    .array(ValueType.U16, 2)
                    .u16(1)
                    .u16(2)
                    .array(ValueType.STRING, 1)
                    .string("x"));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void everyScalarTypeComesBack(int version) throws GgufException {
    GgufMetadata metadata = everyType().version(version).parse().metadata();

    assertThat(metadata.requireInteger("u8")).isEqualTo(254);
    assertThat(metadata.requireInteger("i8")).isEqualTo(-2);
    assertThat(metadata.requireInteger("u16")).isEqualTo(65534);
    assertThat(metadata.requireInteger("i16")).isEqualTo(-2);
    assertThat(metadata.requireInteger("u32")).isEqualTo(4294967294L);
    assertThat(metadata.requireInteger("i32")).isEqualTo(-2);
    assertThat(metadata.integer("u64")).hasValue(Long.MAX_VALUE);
    assertThat(metadata.integer("i64")).hasValue(Long.MIN_VALUE);
    assertThat(metadata.real("f32")).hasValue(1.5);
    assertThat(metadata.real("f64")).hasValue(Math.PI);
    assertThat(metadata.real("i16")).hasValue(-2);
    assertThat(metadata.bool("yes")).hasValue(true);
    assertThat(metadata.requireBool("no")).isFalse();
    assertThat(metadata.string("string")).hasValue("größe 🙂");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void everyArrayTypeComesBack(int version) throws GgufException {
    GgufMetadata metadata = everyType().version(version).parse().metadata();

    assertThat(metadata.strings("strings").orElseThrow()).containsExactly("", "a", "ü", "");
    assertThat(metadata.ints("i32s").orElseThrow()).containsExactly(-3, 4);
    assertThat(metadata.requireInts("u8s")).containsExactly(255, 0);
    assertThat(metadata.floats("f32s").orElseThrow()).containsExactly(-0.1f, 2f);
    assertThat(metadata.requireFloats("none")).isEmpty();
    assertThat(metadata.value("bools")).isEqualTo(List.of(false, true));
    assertThat(metadata.value("f64s")).isEqualTo(List.of(0.1));
    assertThat(metadata.value("nested")).isEqualTo(List.of(List.of(1L, 2L), List.of("x")));
  }

  @Test
  void valuesCanBeShownWithoutKnowingTheirTypes() throws GgufException {
    GgufMetadata metadata = everyType().parse().metadata();

    assertThat(metadata.keys()).startsWith("u8", "i8", "u16").endsWith("none", "nested");
    assertThat(metadata.value("u8")).isEqualTo(254L);
    assertThat(metadata.value("f32")).isEqualTo(1.5f);
    assertThat(metadata.value("f64")).isEqualTo(Math.PI);
    assertThat(metadata.value("yes")).isEqualTo(true);
    assertThat(metadata.value("huge")).isEqualTo(new BigInteger("18446744073709551615"));
    assertThat(metadata.value("strings")).hasToString("[, a, ü, ]");
    assertThat(metadata.typeName("u8")).isEqualTo("u8");
    assertThat(metadata.typeName("strings")).isEqualTo("array of 4 string");
    assertThat(metadata.typeName("nested")).isEqualTo("array of 2 array");
  }

  @Test
  void aMissingKeyIsNothingUnlessRequired() throws GgufException {
    GgufMetadata metadata = everyType().parse().metadata();

    assertThat(metadata.string("x")).isEmpty();
    assertThat(metadata.integer("x")).isEmpty();
    assertThat(metadata.real("x")).isEmpty();
    assertThat(metadata.bool("x")).isEmpty();
    assertThat(metadata.strings("x")).isEmpty();
    assertThat(metadata.ints("x")).isEmpty();
    assertThat(metadata.floats("x")).isEmpty();
    List<ThrowingCallable> required =
        List.of(
            () -> metadata.requireString("x"),
            () -> metadata.requireInteger("x"),
            () -> metadata.requireReal("x"),
            () -> metadata.requireBool("x"),
            () -> metadata.requireStrings("x"),
            () -> metadata.requireInts("x"),
            () -> metadata.requireFloats("x"),
            () -> metadata.value("x"),
            () -> metadata.typeName("x"));
    for (ThrowingCallable require : required) {
      assertThatExceptionOfType(GgufException.class)
          .isThrownBy(require)
          .withMessage("test.gguf: metadata key 'x': is missing");
    }
  }

  @Test
  void aKeyOfAnotherTypeIsAnErrorThatNamesBothTypes() throws GgufException {
    GgufMetadata metadata = everyType().parse().metadata();

    assertWrongType(() -> metadata.string("u8"), "'u8': is of type u8, wanted a string");
    assertWrongType(() -> metadata.integer("f32"), "'f32': is of type f32, wanted an integer");
    assertWrongType(() -> metadata.integer("yes"), "'yes': is of type bool, wanted an integer");
    assertWrongType(() -> metadata.real("string"), "'string': is of type string, wanted a number");
    assertWrongType(() -> metadata.bool("u8"), "'u8': is of type u8, wanted a bool");
    assertWrongType(
        () -> metadata.strings("string"),
        "'string': is of type string, wanted an array of strings");
    assertWrongType(
        () -> metadata.strings("i32s"),
        "'i32s': is of type array of 2 i32, wanted an array of strings");
    assertWrongType(
        () -> metadata.ints("f32s"),
        "'f32s': is of type array of 2 f32, wanted an array of integers");
    assertWrongType(
        () -> metadata.ints("strings"),
        "'strings': is of type array of 4 string, wanted an array of integers");
    assertWrongType(
        () -> metadata.floats("f64s"), "'f64s': is of type array of 1 f64, wanted an array of f32");
    assertWrongType(
        () -> metadata.requireString("nested"), "'nested': is of type array of 2 array, wanted a");
  }

  @Test
  void integersThatDoNotFitAreErrors() throws GgufException {
    GgufMetadata metadata = everyType().parse().metadata();

    assertWrongType(
        () -> metadata.integer("huge"),
        "'huge': 18446744073709551615 is not in [-9223372036854775808, 9223372036854775807]");
    assertWrongType(
        () -> metadata.ints("u64s"),
        "'u64s': element 1 is 2147483648, not in [-2147483648, 2147483647]");
    assertWrongType(
        () -> metadata.ints("hugeInts"),
        "'hugeInts': element 0 is 18446744073709551615, not in [-2147483648, 2147483647]");
  }

  @Test
  void anIllegalValueIsReportedWithItsPlace() throws GgufException {
    GgufMetadata metadata = new GgufWriter().u32("k", 0).parse().metadata();

    assertThat(metadata.illegal("k", "0 is not in [1, 8]"))
        .hasMessage("test.gguf: at byte 37: metadata key 'k': 0 is not in [1, 8]");
  }

  @Test
  void namesInMessagesCannotDisturbATerminal() throws GgufException {
    GgufMetadata metadata = new GgufWriter().u32("a\n\u001b[2J'\u202e", 0).parse().metadata();

    assertThat(metadata.illegal(metadata.keys().iterator().next(), "x"))
        .hasMessageEndingWith("metadata key 'a\\u000a\\u001b[2J\\'\\u202e': x");
    assertThat(metadata.illegal("k".repeat(70_000), "x"))
        .hasMessage("test.gguf: metadata key '" + "k".repeat(100) + "'... (70000 chars): x");
  }

  private static void assertWrongType(ThrowingCallable call, String problem) {
    assertThatExceptionOfType(GgufException.class)
        .isThrownBy(call)
        .withMessageMatching("test\\.gguf: at byte [1-9][0-9]*: metadata key .*")
        .withMessageContaining(problem);
  }
}
