package io.github.pyramidsd.decoding.sampling;

/** Sampling options in one line. */
public final class Samplings {

  private Samplings() {}

  /** All options but the bias. */
  public static SamplingOptions of(
      double temperature,
      int topK,
      double topP,
      double minP,
      double repeatPenalty,
      int repeatWindow) {
    return SamplingOptions.builder()
        .temperature(temperature)
        .topK(topK)
        .topP(topP)
        .minP(minP)
        .repeatPenalty(repeatPenalty)
        .repeatWindow(repeatWindow)
        .build();
  }
}
