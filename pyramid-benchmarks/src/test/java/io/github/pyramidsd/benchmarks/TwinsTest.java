package io.github.pyramidsd.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.engine.gguf.TensorType;
import io.github.pyramidsd.engine.kernel.HeadCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is compared under the clock does the same work: the same bits come out. */
class TwinsTest {

  @ParameterizedTest
  @EnumSource(names = {"F16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
  void productsAreTheSame(TensorType format) {
    assertThat(multiply(Twin.vector, format))
        .isEqualTo(multiply(Twin.scalar, format))
        .doesNotContain(0, Float.NaN, Float.POSITIVE_INFINITY);
  }

  private static float[] multiply(Twin twin, TensorType format) {
    MultiplyBenchmark benchmark = new MultiplyBenchmark();
    benchmark.kernel = twin;
    benchmark.format = format;
    benchmark.tokens = 4;
    benchmark.setRows(64);
    benchmark.setUp();
    return benchmark.multiply();
  }

  @ParameterizedTest
  @EnumSource
  void attentionIsTheSame(HeadCache.Precision precision) {
    assertThat(attend(Twin.vector, precision))
        .isEqualTo(attend(Twin.scalar, precision))
        .doesNotContain(0, Float.NaN);
  }

  private static float[] attend(Twin twin, HeadCache.Precision precision) {
    AttentionBenchmark benchmark = new AttentionBenchmark();
    benchmark.kernel = twin;
    benchmark.positions = 300;
    benchmark.tokens = 2;
    benchmark.precision = precision;
    benchmark.setUp();
    return benchmark.attend();
  }

  @Test
  void gatesAreTheSameEachTime() {
    float[] expected = swiglu(Twin.scalar).swiglu().clone();
    SwigluBenchmark vector = swiglu(Twin.vector);
    assertThat(vector.swiglu()).isEqualTo(expected);
    assertThat(vector.swiglu()).isEqualTo(expected);
  }

  private static SwigluBenchmark swiglu(Twin twin) {
    SwigluBenchmark benchmark = new SwigluBenchmark();
    benchmark.kernel = twin;
    benchmark.setUp();
    return benchmark;
  }

  @Test
  void distributionsDiffer() {
    SamplingBenchmark benchmark = new SamplingBenchmark();
    benchmark.setUp();
    assertThat(benchmark.totalVariation()).isBetween(0.01, 1.0);
    assertThat(benchmark.topK().sampling().entropy()).isLessThan(Math.log(40) + 1e-6);
  }
}
