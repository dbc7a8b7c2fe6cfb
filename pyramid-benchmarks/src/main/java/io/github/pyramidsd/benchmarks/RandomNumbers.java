package io.github.pyramidsd.benchmarks;

import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Seeded random inputs. */
final class RandomNumbers {

  private static final long SEED = 20261125;

  private RandomNumbers() {}

  /** Numbers from -1 to 1. */
  static float[] floats(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /**
   * A matrix of random bits. All bytes are between 4 and 59, so that they are ordinary numbers
   * whether a format reads them as integers, as halves or as floats.
   */
  static PackedMatrix matrix(Arena arena, WeightFormat format, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(SEED);
    MemorySegment stored = arena.allocate(format.type().byteSize((long) rows * columns), 64);
    for (long i = 0; i < stored.byteSize(); i++) {
      stored.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(4, 60));
    }
    PackedMatrix matrix = PackedMatrix.allocate(arena, format, rows, columns);
    for (int tile = 0; tile < matrix.tiles(); tile++) {
      matrix.packTile(tile, stored);
    }
    return matrix;
  }
}
