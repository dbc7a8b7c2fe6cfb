package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.sampling.LogitProcessor;
import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.Arrays;

/** Predictions of a given entropy. */
final class Predictions {

  private static final int SIZE = 64;

  private Predictions() {}

  /** A prediction that is undecided between so many tokens: its entropy is ln count. */
  static Prediction amongst(int count) {
    float[] logits = new float[SIZE];
    Arrays.fill(logits, count, SIZE, -1000);
    Prediction prediction = new Prediction(SIZE);
    new LogitProcessor(SamplingOptions.ofTemperature(1), SIZE)
        .process(logits, 0, SIZE, new int[] {0}, 1, prediction);
    return prediction;
  }
}
