package io.github.pyramidsd.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Run at every vector width: see the executions of Surefire in the module's POM. */
class KernelsTest {

  private static final long SEED = 20261123;
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("pyramid.exhaustive");

  private final Kernels scalar = new ScalarKernels();
  private final Kernels vector = KernelProvider.vector().kernels();
  private final Scratch scratch = new Scratch();

  static Stream<WeightFormat> formats() {
    return WeightFormat.supported();
  }

  @Test
  void theWidthAskedForIsUsed() {
    Integer bits = Integer.getInteger(Vectors.BITS_PROPERTY);
    if (bits != null) {
      assertThat(vector.vectorBits()).isEqualTo(bits);
    }
    assertThat(vector.vectorBits()).isIn(128, 256, 512);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void vectorProductsEqualScalarOnesBitForBit(WeightFormat format) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int rows : EXHAUSTIVE ? new int[] {1, 31, 32, 33, 100} : new int[] {1, 32, 33}) {
      for (int blocks : EXHAUSTIVE ? new int[] {1, 2, 5} : new int[] {1, 5}) {
        int columns = blocks * format.blockColumns();
        try (Arena arena = Arena.ofConfined()) {
          PackedMatrix matrix = RandomWeights.matrix(arena, format, rows, columns, random);
          for (int tokens : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 17}) {
            float[] x = RandomWeights.floats(tokens * columns, random);
            assertThat(multiply(vector, matrix, x, tokens, 0, matrix.tiles()))
                .as("%s %dx%d, %d tokens, seed %d", format.type(), rows, columns, tokens, SEED)
                .isEqualTo(multiply(scalar, matrix, x, tokens, 0, matrix.tiles()));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void productsDoNotDependOnTheBatchNorOnHowTilesAreSharedOut(WeightFormat format) {
    SplittableRandom random = new SplittableRandom(SEED);
    int columns = 1024 + 256; // more than the kernels take at a time
    int rows = 32 * 7;
    int tokens = 13;
    try (Arena arena = Arena.ofConfined()) {
      PackedMatrix matrix = RandomWeights.matrix(arena, format, rows, columns, random);
      float[] x = RandomWeights.floats(tokens * columns, random);
      float[] together = multiply(vector, matrix, x, tokens, 0, matrix.tiles());
      for (int t = 0; t < tokens; t++) {
        float[] one = Arrays.copyOfRange(x, t * columns, (t + 1) * columns);
        assertThat(multiply(vector, matrix, one, 1, 0, matrix.tiles()))
            .isEqualTo(Arrays.copyOfRange(together, t * rows, (t + 1) * rows));
      }
      float[] few = Arrays.copyOf(x, 3 * columns);
      assertThat(multiply(vector, matrix, few, 3, 0, matrix.tiles()))
          .isEqualTo(Arrays.copyOf(together, 3 * rows));
      float[] apart = new float[tokens * rows];
      Activations activations = activations(matrix, x, tokens);
      for (int tile = 0; tile < matrix.tiles(); tile += 3) {
        int to = Math.min(matrix.tiles(), tile + 3);
        vector.multiply(matrix, activations, tile, to, apart, rows, scratch);
      }
      assertThat(apart).isEqualTo(together);
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void productsAreThoseOfTheDecodedWeights(WeightFormat format) {
    SplittableRandom random = new SplittableRandom(SEED);
    int columns = 2 * format.blockColumns();
    try (Arena arena = Arena.ofConfined()) {
      PackedMatrix matrix = RandomWeights.matrix(arena, format, 20, columns, random);
      float[] x = RandomWeights.floats(columns, random);
      float[] y = multiply(vector, matrix, x, 1, 0, matrix.tiles());
      float[] row = new float[columns];
      for (int r = 0; r < 20; r++) {
        matrix.copyRow(r, row, 0);
        double sum = 0;
        double magnitude = 0;
        for (int k = 0; k < columns; k++) {
          sum += (double) row[k] * x[k];
          magnitude += Math.abs((double) row[k] * x[k]);
        }
        assertThat(Math.abs(y[r] - sum)).isLessThanOrEqualTo(1e-5 * magnitude);
      }
    }
  }

  @Test
  void aColdStartChangesNoBitBeforeDuringOrAfterIt() {
    SplittableRandom random = new SplittableRandom(SEED);
    int columns = 256;
    int tokens = 3;
    int rows = 64;
    Kernels cold = new ColdStartKernels(new ColdStartKernels.Start(2L * rows * columns * tokens));
    try (Arena arena = Arena.ofConfined()) {
      WeightFormat format = formats().findFirst().orElseThrow();
      PackedMatrix matrix = RandomWeights.matrix(arena, format, rows, columns, random);
      float[] x = RandomWeights.floats(tokens * columns, random);
      float[] expected = multiply(scalar, matrix, x, tokens, 0, matrix.tiles());
      for (int i = 0; i < 6; i++) {
        assertThat(multiply(cold, matrix, x, tokens, 0, matrix.tiles())).isEqualTo(expected);
      }
    }
  }

  @Test
  void vectorNormsEqualScalarOnesBitForBit() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int n : new int[] {1, 15, 16, 17, 64, 100, 2048}) {
      float[] x = RandomWeights.floats(n + 3, random);
      float[] weight = RandomWeights.floats(n, random);
      float[] expected = x.clone();
      float[] actual = x.clone();
      scalar.rmsNorm(expected, 1, n, weight, 1e-5f, expected, 1, scratch);
      vector.rmsNorm(actual, 1, n, weight, 1e-5f, actual, 1, scratch);
      assertThat(actual).as("%d numbers, seed %d", n, SEED).isEqualTo(expected);
    }
  }

  @Test
  void vectorSwigluEqualsScalarBitForBit() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int n : new int[] {1, 15, 16, 17, 100}) {
      float[] gate = RandomWeights.floats(n + 3, random);
      gate[n / 2] = 300;
      gate[n] = -300;
      float[] up = RandomWeights.floats(n + 3, random);
      float[] expected = gate.clone();
      scalar.swiglu(expected, up, 1, n + 2);
      vector.swiglu(gate, up, 1, n + 2);
      assertThat(gate).as("%d numbers, seed %d", n, SEED).isEqualTo(expected);
    }
  }

  private float[] multiply(
      Kernels kernels, PackedMatrix matrix, float[] x, int tokens, int from, int to) {
    float[] y = new float[tokens * matrix.rows()];
    kernels.multiply(matrix, activations(matrix, x, tokens), from, to, y, matrix.rows(), scratch);
    return y;
  }

  private static Activations activations(PackedMatrix matrix, float[] x, int tokens) {
    int columns = matrix.columns();
    Activations activations = new Activations();
    // A dirty buffer must not matter: it is used again and again.
    float[] dirt = new float[(tokens + 8) * columns];
    Arrays.fill(dirt, Float.NaN);
    activations.load(dirt, tokens + 8, columns);
    activations.prepareFor(matrix.format());
    activations.load(x, tokens, columns);
    activations.prepareFor(matrix.format());
    return activations;
  }
}
