package io.github.pyramidsd.evaluation.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoPlanningTest {

  @ParameterizedTest
  @CsvSource({
    "true,  0.8, Infinity, true",
    "true,  0,   Infinity, false", // all methods give the likeliest tokens
    "true,  0,   2,        true", // but not if some may be replaced
    "false, 0.8, 2,        false", // any seed would do
  })
  void onlyWhatASeedMustRepeatAndWhatShowsIsPlannedWithoutAClock(
      boolean seeded, double temperature, double maxDeviation, boolean repeat) {
    GenerationOptions options =
        GenerationOptions.DEFAULT
            .withSampling(SamplingOptions.ofTemperature(temperature))
            .withMaxDeviation(maxDeviation);
    assertThat(AutoPlanning.mustRepeat(seeded, options)).isEqualTo(repeat);
  }
}
