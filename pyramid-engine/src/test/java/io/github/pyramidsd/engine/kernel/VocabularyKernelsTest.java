package io.github.pyramidsd.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.LogitProcessor;
import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sampling gives the same bits in scalar and in vector code. Run at every vector width: see the
 * executions of Surefire in the module's POM.
 */
class VocabularyKernelsTest {

  private static final long SEED = 20261125;

  private final VocabularyKernels vector = KernelProvider.vector().kernels().vocabulary();

  private static final List<SamplingOptions> OPTIONS =
      List.of(
          SamplingOptions.GREEDY,
          options(1, 0, 1, 0),
          options(0.8, 0, 1, 0),
          options(1e-40, 0, 1, 0),
          options(0.8, 40, 0.95, 0),
          options(1.3, 0, 0.9, 0.02),
          options(0.7, 0, 1, 0.05),
          options(2, 1500, 0.999, 0));

  private static SamplingOptions options(double temperature, int topK, double topP, double minP) {
    return SamplingOptions.builder()
        .temperature(temperature)
        .topK(topK)
        .topP(topP)
        .minP(minP)
        .build();
  }

  /** Rows of logits that are random, full of ties, all equal, masked, spiked, and far apart. */
  private static List<float[]> rows(int size, SplittableRandom random) {
    List<float[]> rows = new ArrayList<>();
    for (int kind = 0; kind < 7; kind++) {
      float[] row = new float[size];
      for (int i = 0; i < size; i++) {
        double gauss = random.nextGaussian();
        row[i] =
            switch (kind) {
              case 0, 1 -> (float) (3 * gauss);
              case 2 -> random.nextInt(4);
              case 3 -> -0.5f;
              case 4 -> i == 0 || random.nextInt(3) == 0 ? (float) gauss : Float.NEGATIVE_INFINITY;
              case 5 -> Float.NEGATIVE_INFINITY;
              default -> (float) (1e30 * gauss);
            };
      }
      if (kind == 5) {
        row[random.nextInt(size)] = 2;
      }
      rows.add(row);
    }
    return rows;
  }

  private static Prediction predict(
      VocabularyKernels kernels, SamplingOptions options, float[] row, int size) {
    Prediction prediction = new Prediction(size, kernels);
    float[] shifted = new float[row.length + 3];
    System.arraycopy(row, 0, shifted, 3, row.length);
    new LogitProcessor(options, size).process(shifted, 3, row.length, new int[0], 0, prediction);
    return prediction;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 31, 1023, 1024, 1025, 3001})
  void predictionsAndDrawsAreTheSameBitForBit(int size) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (SamplingOptions options : OPTIONS) {
      for (float[] row : rows(size, random)) {
        Prediction expected = predict(VocabularyKernels.SCALAR, options, row, size + 7);
        Prediction actual = predict(vector, options, row, size + 7);
        assertThat(actual.sampling().toArray())
            .as("%s, %d tokens, seed %d", options, size, SEED)
            .isEqualTo(expected.sampling().toArray());
        assertThat(actual.untempered().toArray()).isEqualTo(expected.untempered().toArray());
        assertThat(actual.entropy()).isEqualTo(expected.entropy());
        assertThat(draws(actual.sampling())).isEqualTo(draws(expected.sampling()));
      }
    }
  }

  private static int[] draws(Distribution distribution) {
    Randomness randomness = Randomness.seeded(SEED);
    int[] tokens = new int[20];
    Arrays.setAll(tokens, _ -> randomness.draw(distribution));
    return tokens;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 31, 1024, 1025, 3001})
  void measuresAndResidualsAreTheSameBitForBit(int size) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (SamplingOptions options : OPTIONS) {
      List<float[]> rows = rows(size, random);
      for (int i = 0; i < rows.size(); i++) {
        float[] other = rows.get((i + 1) % rows.size());
        Distribution p = predict(VocabularyKernels.SCALAR, options, rows.get(i), size).sampling();
        Distribution q = predict(VocabularyKernels.SCALAR, options, other, size).sampling();
        Distribution vp = predict(vector, options, rows.get(i), size).sampling();
        Distribution vq = predict(vector, options, other, size).sampling();
        for (Divergence divergence : Divergence.values()) {
          assertThat(divergence.between(vp, vq, 0))
              .as("%s, %s, %d tokens, seed %d", divergence, options, size, SEED)
              .isEqualTo(divergence.between(p, q, 0));
          assertThat(divergence.between(vp, vp, 0)).isZero();
        }
        assertThat(vp.entropy()).isEqualTo(p.entropy());
        assertThat(vp.mostLikely()).isEqualTo(p.mostLikely());
        Distribution expected = new Distribution(size);
        expected.setResidual(p, q);
        Distribution actual = new Distribution(size, vector);
        actual.setResidual(vp, vq);
        assertThat(actual.toArray()).isEqualTo(expected.toArray());
      }
    }
  }

  @Test
  void logitsThatAreNotFiniteAreReportedByVectorCodeToo() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] row = new float[100];
      row[37] = bad;
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> predict(vector, OPTIONS.get(2), row, 100));
    }
  }
}
