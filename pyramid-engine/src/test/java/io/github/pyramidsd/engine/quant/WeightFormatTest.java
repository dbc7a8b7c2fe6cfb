package io.github.pyramidsd.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WeightFormatTest {

  @Test
  void singlesAreTakenAsTheyAre() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stored = arena.allocate(32 * 4);
      stored.set(WeightFormat.FLOAT, 0, 1.5f);
      stored.set(WeightFormat.FLOAT, 4, -0x1.0p-140f);
      assertThat(row(arena, F32.INSTANCE, 32, stored)).startsWith(1.5f, -0x1.0p-140f);
    }
  }

  @Test
  void halvesAreDecodedSubnormalsIncluded() {
    assertThat(halves(F16.INSTANCE, 0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00))
        .containsExactly(1f, -2f, 0x1p-24f, 65504f, Float.POSITIVE_INFINITY);
  }

  @Test
  void upperHalvesAreDecoded() {
    assertThat(halves(Bf16.INSTANCE, 0x3f80, 0xc000, 0x0001, 0x7f80, 0x4049))
        .containsExactly(
            1f, -2f, Float.intBitsToFloat(1 << 16), Float.POSITIVE_INFINITY, 3.140625f);
  }

  @Test
  void bytesAreMultipliedByTheScaleOfTheirBlock() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stored = arena.allocate(2 * 34);
      stored.set(WeightFormat.SHORT, 0, Float.floatToFloat16(0.5f));
      stored.set(ValueLayout.JAVA_BYTE, 2, (byte) -128);
      stored.set(ValueLayout.JAVA_BYTE, 33, (byte) 127);
      stored.set(WeightFormat.SHORT, 34, Float.floatToFloat16(-0.25f));
      stored.set(ValueLayout.JAVA_BYTE, 36, (byte) 4);
      float[] row = row(arena, Q8_0.INSTANCE, 64, stored);
      assertThat(row[0]).isEqualTo(-64);
      assertThat(row[1]).isZero();
      assertThat(row[31]).isEqualTo(63.5f);
      assertThat(row[32]).isEqualTo(-1);
    }
  }

  @Test
  void typesThatAreNotComputedWithHaveNoFormat() {
    assertThat(WeightFormat.of(TensorType.Q8_0)).contains(Q8_0.INSTANCE);
    assertThat(WeightFormat.of(TensorType.I32)).isEmpty();
  }

  @Test
  void aRowThatDoesNotEndWithABlockIsRejected() {
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> PackedMatrix.allocate(arena, Q8_0.INSTANCE, 16, 33))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("33")
          .hasMessageContaining("multiple of 32");
    }
  }

  private static float[] halves(WeightFormat format, int... bits) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stored = arena.allocate(32 * 2);
      for (int i = 0; i < bits.length; i++) {
        stored.set(WeightFormat.SHORT, 2L * i, (short) bits[i]);
      }
      return Arrays.copyOf(row(arena, format, 32, stored), bits.length);
    }
  }

  private static float[] row(Arena arena, WeightFormat format, int columns, MemorySegment stored) {
    PackedMatrix matrix = PackedMatrix.allocate(arena, format, 1, columns);
    matrix.packTile(0, stored);
    float[] row = new float[columns];
    matrix.copyRow(0, row, 0);
    return row;
  }
}
