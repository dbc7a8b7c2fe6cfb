package io.github.pyramidsd.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RowEncoderTest {

  private static final int COLUMNS = 1024;

  @ParameterizedTest
  @CsvSource({
    "F32, 0", // the greatest error, in parts of the greatest number of a block
    "F16, 0.0005",
    "BF16, 0.004",
    "Q8_0, 0.006",
    "Q4_0, 0.13",
    "Q4_K, 0.1",
    "Q6_K, 0.04"
  })
  void whatIsStoredDecodesToNearlyTheSame(TensorType type, float error) {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      float size = (float) Math.pow(2, random.nextInt(-8, 8));
      float[] row = new float[COLUMNS];
      for (int i = 0; i < COLUMNS; i++) {
        row[i] = size * (float) random.nextDouble(-1, 1);
      }
      float[] decoded = roundTrip(type, row);
      for (int i = 0; i < COLUMNS; i++) {
        assertThat(decoded[i])
            .as("seed %d, column %d", seed, i)
            .isCloseTo(row[i], within(error * size));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
  void zerosAndBlocksOfOneNumberStayWhatTheyAre(TensorType type) {
    float[] row = new float[512];
    Arrays.fill(row, 256, 512, 0.5f);
    float[] decoded = roundTrip(type, row);
    assertThat(Arrays.copyOf(decoded, 256)).containsOnly(0f);
    for (int i = 256; i < 512; i++) {
      assertThat(decoded[i]).isCloseTo(0.5f, within(0.002f));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"Q8_0", "Q4_0", "Q4_K", "Q6_K"})
  void oneNumberAmongZerosKeepsItsPlaceAndItsSign(TensorType type) {
    for (int column : new int[] {0, 15, 16, 31, 33, 127, 128, 200, 255}) {
      float[] row = new float[256];
      row[column] = column % 2 == 0 ? 2 : -2;
      float[] decoded = roundTrip(type, row);
      for (int i = 0; i < 256; i++) {
        assertThat(decoded[i]).as("column %d of %d", i, column).isCloseTo(row[i], within(0.05f));
      }
    }
  }

  @Test
  void everyTypeThatCanBeWrittenCanBeComputedWith() {
    assertThat(RowEncoder.types())
        .allMatch(type -> RowEncoder.of(type).isPresent() && WeightFormat.of(type).isPresent());
    assertThat(RowEncoder.of(TensorType.Q5_1)).isEmpty();
  }

  @Test
  void wholeBlocksThatFitAreDemanded() {
    RowEncoder encoder = RowEncoder.of(TensorType.Q8_0).orElseThrow();
    assertThatThrownBy(() -> encoder.encode(new float[33], new byte[100], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("33");
    assertThatThrownBy(() -> encoder.encode(new float[32], new byte[34], 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static float[] roundTrip(TensorType type, float[] row) {
    byte[] stored = new byte[Math.toIntExact(type.byteSize(row.length))];
    RowEncoder.of(type).orElseThrow().encode(row, stored, 0);
    try (Arena arena = Arena.ofConfined()) {
      WeightFormat format = WeightFormat.of(type).orElseThrow();
      PackedMatrix matrix = PackedMatrix.allocate(arena, format, 1, row.length);
      matrix.packTile(0, MemorySegment.ofArray(stored));
      float[] decoded = new float[row.length];
      matrix.copyRow(0, decoded, 0);
      return decoded;
    }
  }
}
