package io.github.pyramidsd.decoding.sampling;

/**
 * How the next token's distribution is made from logits. The steps are applied in the order of the
 * components below, from the penalty on, and alike to every level of a pyramid.
 *
 * @param temperature divides the logits; 0 takes the most likely token
 * @param topK keeps the k most likely tokens; 0 keeps all
 * @param topP keeps the fewest tokens that together reach this share of the probability, in (0, 1];
 *     1 keeps all
 * @param minP keeps tokens at least this likely relative to the likeliest, in [0, 1]; 0 keeps all
 * @param repeatPenalty divides positive logits and multiplies negative ones of tokens that occurred
 *     lately (Keskar et al. 2019), more than 0; 1 changes nothing. Applied first
 * @param repeatWindow how many of the last tokens count as lately
 */
public record SamplingOptions(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repeatPenalty,
    int repeatWindow) {

  /** How many tokens a penalty looks back unless told otherwise. */
  public static final int DEFAULT_REPEAT_WINDOW = 64;

  /** Always the most likely token. */
  public static final SamplingOptions GREEDY = ofTemperature(0);

  /** Checks the ranges. */
  public SamplingOptions {
    check(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
    check(topK >= 0, "top-k", topK, "0 (all) or more");
    check(topP > 0 && topP <= 1, "top-p", topP, "more than 0, up to 1 (all)");
    check(minP >= 0 && minP <= 1, "min-p", minP, "0 (all) to 1");
    check(
        repeatPenalty > 0 && repeatPenalty <= 100,
        "repeat-penalty",
        repeatPenalty,
        "more than 0, up to 100; 1 changes nothing");
    check(repeatWindow >= 0, "repeat-window", repeatWindow, "0 or more");
  }

  private static void check(boolean legal, String name, Number value, String range) {
    if (!legal) {
      throw new IllegalArgumentException(name + " is " + value + ", expected " + range);
    }
  }

  /** A temperature, and nothing cut off or penalised. */
  public static SamplingOptions ofTemperature(double temperature) {
    return new SamplingOptions(temperature, 0, 1, 0, 1, DEFAULT_REPEAT_WINDOW);
  }

  /** Whether the most likely token is always taken. */
  public boolean isGreedy() {
    return temperature == 0;
  }

  boolean truncates() {
    return topK > 0 || topP < 1 || minP > 0;
  }
}
