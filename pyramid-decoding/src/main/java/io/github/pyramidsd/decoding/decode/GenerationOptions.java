package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.List;

/**
 * How one response is generated. Start from {@link #DEFAULT} and change what matters.
 *
 * @param sampling how distributions are made from logits
 * @param seed of the one stream of random numbers
 * @param maxTokens the most tokens of the response, at least 1
 * @param stopStrings texts that end the response; they are not part of it
 * @param ignoreEndOfGeneration whether to go on after an end-of-generation token
 * @param maxDeviation the most that fuzzy acceptances may move the law of the response from the
 *     target's, in total variation; 0 is lossless, infinity sets no limit
 * @param contextLength the most tokens of prompt and response together; 0 makes it as long as is
 *     needed and the models allow
 */
public record GenerationOptions(
    SamplingOptions sampling,
    long seed,
    int maxTokens,
    List<String> stopStrings,
    boolean ignoreEndOfGeneration,
    double maxDeviation,
    int contextLength) {

  /** Greedy, up to 256 tokens. */
  public static final GenerationOptions DEFAULT =
      new GenerationOptions(
          SamplingOptions.GREEDY, 0, 256, List.of(), false, Double.POSITIVE_INFINITY, 0);

  /** Checks the ranges. */
  public GenerationOptions {
    stopStrings = List.copyOf(stopStrings);
    if (maxTokens < 1) {
      throw new IllegalArgumentException("max-tokens is " + maxTokens + ", expected 1 or more");
    }
    if (stopStrings.contains("")) {
      throw new IllegalArgumentException("a stop string is empty, expected some text");
    }
    if (!(maxDeviation >= 0)) {
      throw new IllegalArgumentException(
          "max-deviation is " + maxDeviation + ", expected 0 (lossless) or more");
    }
    if (contextLength < 0) {
      throw new IllegalArgumentException(
          "context length is " + contextLength + ", expected 0 (as needed) or more");
    }
  }

  /** The same, but with other sampling. */
  public GenerationOptions withSampling(SamplingOptions value) {
    return new GenerationOptions(
        value, seed, maxTokens, stopStrings, ignoreEndOfGeneration, maxDeviation, contextLength);
  }

  /** The same, but with another seed. */
  public GenerationOptions withSeed(long value) {
    return new GenerationOptions(
        sampling,
        value,
        maxTokens,
        stopStrings,
        ignoreEndOfGeneration,
        maxDeviation,
        contextLength);
  }

  /** The same, but with another limit of tokens. */
  public GenerationOptions withMaxTokens(int value) {
    return new GenerationOptions(
        sampling, seed, value, stopStrings, ignoreEndOfGeneration, maxDeviation, contextLength);
  }

  /** The same, but with other stop strings. */
  public GenerationOptions withStopStrings(List<String> value) {
    return new GenerationOptions(
        sampling, seed, maxTokens, value, ignoreEndOfGeneration, maxDeviation, contextLength);
  }

  /** The same, but going on after an end-of-generation token, or not. */
  public GenerationOptions withIgnoreEndOfGeneration(boolean value) {
    return new GenerationOptions(
        sampling, seed, maxTokens, stopStrings, value, maxDeviation, contextLength);
  }

  /** The same, but with another deviation budget. */
  public GenerationOptions withMaxDeviation(double value) {
    return new GenerationOptions(
        sampling, seed, maxTokens, stopStrings, ignoreEndOfGeneration, value, contextLength);
  }

  /** The same, but with another context length. */
  public GenerationOptions withContextLength(int value) {
    return new GenerationOptions(
        sampling, seed, maxTokens, stopStrings, ignoreEndOfGeneration, maxDeviation, value);
  }
}
