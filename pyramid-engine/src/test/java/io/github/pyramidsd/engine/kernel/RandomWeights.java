package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.engine.gguf.TensorType;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Matrices as a GGUF file would store them, with seeded random weights of many magnitudes. */
final class RandomWeights {

  private RandomWeights() {}

  static PackedMatrix matrix(
      Arena arena, WeightFormat format, int rows, int columns, SplittableRandom random) {
    MemorySegment stored = arena.allocate(format.type().byteSize((long) rows * columns), 64);
    switch (format.type()) {
      case F32 -> fill(stored, random);
      case F16 -> {
        for (long i = 0; i < stored.byteSize(); i += 2) {
          stored.set(WeightFormat.SHORT, i, Float.floatToFloat16(number(random)));
        }
      }
      case BF16 -> {
        for (long i = 0; i < stored.byteSize(); i += 2) {
          short upper = (short) (Float.floatToRawIntBits(number(random)) >>> 16);
          stored.set(WeightFormat.SHORT, i, upper);
        }
      }
      default -> blocks(stored, format.type(), random);
    }
    PackedMatrix matrix = PackedMatrix.allocate(arena, format, rows, columns);
    for (int tile = 0; tile < matrix.tiles(); tile++) {
      matrix.packTile(tile, stored);
    }
    return matrix;
  }

  /** Random bits, but for what all scales of a block are multiples of: any bits could be a NaN. */
  private static void blocks(MemorySegment stored, TensorType type, SplittableRandom random) {
    int[] halves =
        switch (type) {
          case Q8_0, Q4_0, Q5_0, IQ4_NL -> new int[] {0};
          case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
          case Q2_K -> new int[] {80, 82};
          case Q3_K -> new int[] {108};
          case Q6_K -> new int[] {208};
          default -> throw new IllegalArgumentException(type.displayName());
        };
    byte[] bits = new byte[type.blockBytes()];
    for (long block = 0; block < stored.byteSize(); block += bits.length) {
      random.nextBytes(bits);
      MemorySegment.copy(bits, 0, stored, ValueLayout.JAVA_BYTE, block, bits.length);
      for (int half : halves) {
        stored.set(WeightFormat.SHORT, block + half, Float.floatToFloat16(number(random)));
      }
    }
  }

  static void fill(MemorySegment segment, SplittableRandom random) {
    for (long i = 0; i < segment.byteSize(); i += Float.BYTES) {
      segment.set(WeightFormat.FLOAT, i, number(random));
    }
  }

  static float[] floats(int count, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = number(random);
    }
    return values;
  }

  /** Zeros, ordinary numbers, and now and then one so small that it is subnormal as a half. */
  private static float number(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> (float) (random.nextDouble(-1, 1) * 0x1p-16);
      default -> (float) random.nextDouble(-2, 2);
    };
  }
}
