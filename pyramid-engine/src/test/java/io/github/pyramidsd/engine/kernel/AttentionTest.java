package io.github.pyramidsd.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.engine.kernel.HeadCache.Precision;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Run at every vector width: see the executions of Surefire in the module's POM. */
class AttentionTest {

  private static final long SEED = 20261125;
  private static final int KEY_VALUE_HEADS = 2;
  private static final int CAPACITY = 600; // more than two spans, not a whole number of tiles

  private final Kernels scalar = new ScalarKernels();
  private final Kernels vector = KernelProvider.vector().kernels();
  private final Scratch scratch = new Scratch();

  /** Heads of a model's shape, with a cache full of random numbers. */
  private record Shape(int sharing, int headSize, List<HeadCache> caches) {

    static Shape of(
        Arena arena, int sharing, int headSize, Precision precision, SplittableRandom random) {
      HeadCache[] caches = new HeadCache[KEY_VALUE_HEADS];
      for (int head = 0; head < caches.length; head++) {
        caches[head] = HeadCache.allocate(arena, 0, headSize, CAPACITY, precision);
        for (int position = 0; position < CAPACITY; position++) {
          float[] key = RandomWeights.floats(headSize, random);
          float[] value = RandomWeights.floats(headSize, random);
          caches[head].store(position, key, value, 0);
        }
      }
      return new Shape(sharing, headSize, List.of(caches));
    }

    int width() {
      return KEY_VALUE_HEADS * sharing * headSize;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 64, SINGLE",
    "3, 64, SINGLE",
    "4, 64, SINGLE",
    "7, 64, SINGLE",
    "4, 80, SINGLE",
    "3, 96, SINGLE",
    "1, 128, SINGLE",
    "2, 24, SINGLE",
    "5, 6, SINGLE",
    "1, 64, HALF",
    "3, 80, HALF",
    "4, 64, HALF",
    "7, 24, HALF"
  })
  void vectorsGiveTheBitsOfScalarsForAnyShapeAndBatch(
      int sharing, int headSize, Precision precision) {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Arena arena = Arena.ofConfined()) {
      Shape shape = Shape.of(arena, sharing, headSize, precision, random);
      for (int position : new int[] {0, 62, 250, 511}) {
        for (int tokens : new int[] {1, 2, 5, 21}) {
          float[] q = RandomWeights.floats(tokens * shape.width(), random);
          assertThat(attend(vector, shape, q, tokens, position, 3))
              .as("%d tokens at %d, seed %d", tokens, position, SEED)
              .isEqualTo(attend(scalar, shape, q, tokens, position, 3));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aTokenDoesNotSeeItsBatchNorHowSpansAreSharedOut(Precision precision) {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Arena arena = Arena.ofConfined()) {
      for (int sharing : new int[] {1, 3, 4}) {
        Shape shape = Shape.of(arena, sharing, 32, precision, random);
        int tokens = 70;
        int position = 450;
        float[] q = RandomWeights.floats(tokens * shape.width(), random);
        float[] together = attend(vector, shape, q, tokens, position, 3);
        for (int spansAtATime : new int[] {1, 2}) {
          assertThat(attend(vector, shape, q, tokens, position, spansAtATime)).isEqualTo(together);
        }
        for (int t = 0; t < tokens; t++) {
          float[] one = Arrays.copyOfRange(q, t * shape.width(), (t + 1) * shape.width());
          assertThat(attend(vector, shape, one, 1, position + t, 1))
              .as("token %d, seed %d", t, SEED)
              .isEqualTo(Arrays.copyOfRange(together, t * shape.width(), (t + 1) * shape.width()));
        }
      }
    }
  }

  @Test
  void whatLiesBeyondATokensPositionDoesNotMatter() {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Arena arena = Arena.ofConfined()) {
      for (int sharing : new int[] {1, 3, 4}) {
        Shape shape = Shape.of(arena, sharing, 16, Precision.SINGLE, random);
        float[] q = RandomWeights.floats(6 * shape.width(), random);
        float[] before = attend(vector, shape, q, 6, 70, 1);
        float[] poison = new float[16];
        Arrays.fill(poison, Float.NaN);
        for (int position = 76; position < CAPACITY; position++) {
          for (HeadCache cache : shape.caches()) {
            cache.store(position, poison, poison, 0);
          }
        }
        assertThat(attend(vector, shape, q, 6, 70, 1)).isEqualTo(before);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void attentionIsTheSoftmaxWeightedSum(Precision precision) {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Arena arena = Arena.ofConfined()) {
      Shape shape = Shape.of(arena, 2, 48, precision, random);
      int position = 597;
      float[] q = RandomWeights.floats(shape.width(), random);
      float[] actual = attend(vector, shape, q, 1, position, 2);
      for (int head = 0; head < 2 * KEY_VALUE_HEADS; head++) {
        double[] expected = reference(shape.caches().get(head / 2), q, head * 48, position + 1);
        for (int d = 0; d < 48; d++) {
          assertThat((double) actual[head * 48 + d]).isCloseTo(expected[d], within(1e-5));
        }
      }
    }
  }

  private static double[] reference(HeadCache cache, float[] q, int from, int positions) {
    double[] sum = new double[cache.headSize()];
    double total = 0;
    for (int position = 0; position < positions; position++) {
      double score = 0;
      for (int d = 0; d < cache.headSize(); d++) {
        score += (double) q[from + d] * cache.key(position, d);
      }
      double weight = Math.exp(score / Math.sqrt(cache.headSize()));
      total += weight;
      for (int d = 0; d < cache.headSize(); d++) {
        sum[d] += weight * cache.value(position, d);
      }
    }
    for (int d = 0; d < sum.length; d++) {
      sum[d] /= total;
    }
    return sum;
  }

  @Test
  void aHalfIsTheNearestOneAndAFloatIsKept() {
    try (Arena arena = Arena.ofConfined()) {
      float[] numbers = {1, -0.1f, 65504, 1e6f, 0x1p-24f, 0x1.234p-20f, -0.0f};
      HeadCache single = HeadCache.allocate(arena, 0, numbers.length, 3, Precision.SINGLE);
      HeadCache half = HeadCache.allocate(arena, 0, numbers.length, 3, Precision.HALF);
      single.store(2, numbers, numbers, 0);
      half.store(2, numbers, numbers, 0);
      for (int d = 0; d < numbers.length; d++) {
        float rounded = Float.float16ToFloat(Float.floatToFloat16(numbers[d]));
        assertThat(single.key(2, d)).isEqualTo(numbers[d]);
        assertThat(single.value(2, d)).isEqualTo(numbers[d]);
        assertThat(half.key(2, d)).isEqualTo(rounded);
        assertThat(half.value(2, d)).isEqualTo(rounded);
      }
      assertThat(half.keys().byteSize() + half.values().byteSize())
          .isEqualTo(HeadCache.bytes(numbers.length, 3, Precision.HALF));
    }
  }

  /** Attention of a pass, some spans at a time, the last head first. */
  private float[] attend(
      Kernels kernels, Shape shape, float[] q, int tokens, int position, int spansAtATime) {
    Attention attention = new Attention();
    int heads = KEY_VALUE_HEADS * shape.sharing();
    attention.load(q, tokens, position, heads, KEY_VALUE_HEADS, shape.headSize());
    attention.reserve(spansAtATime);
    float[] out = new float[q.length];
    Arrays.fill(out, Float.NaN);
    for (int from = 0; from < attention.spans(); from += spansAtATime) {
      int to = Math.min(attention.spans(), from + spansAtATime);
      for (int head = KEY_VALUE_HEADS - 1; head >= 0; head--) {
        for (int span = to - 1; span >= from; span--) {
          kernels.attend(attention, shape.caches().get(head), head, span, span - from, scratch);
        }
      }
      for (int token = 0; token < tokens; token++) {
        attention.gather(token, from, to, out);
      }
    }
    return out;
  }
}
