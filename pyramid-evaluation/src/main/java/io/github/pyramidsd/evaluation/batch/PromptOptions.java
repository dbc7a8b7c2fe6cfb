package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a prompts file says for its prompt alone; null: as for all others. The names are
 * the line's keys.
 *
 * @param seed null: {@linkplain PromptSeed derived}, if there is one to derive it from
 */
public record PromptOptions(
    @Nullable Integer maxTokens,
    @Nullable Long seed,
    @Nullable Double temperature,
    @Nullable Integer topK,
    @Nullable Double topP,
    @Nullable Double minP,
    @Nullable Double repeatPenalty,
    @Nullable List<String> stop,
    @Nullable Boolean ignoreEos) {

  /** As for all others. */
  public static final PromptOptions NONE =
      new PromptOptions(null, null, null, null, null, null, null, null, null);

  /** Copies what could change. */
  public PromptOptions {
    stop = stop == null ? null : List.copyOf(stop);
  }

  /**
   * The options of a prompt of a batch, which has a seed of its own if the batch has one.
   *
   * @param base of all prompts
   * @param id of the prompt
   * @throws IllegalArgumentException if one is out of its range
   */
  GenerateOptions over(GenerateOptions base, String id) {
    return over(
        base.seed().isPresent()
            ? base.toBuilder().seed(PromptSeed.of(base.seed().getAsLong(), id)).build()
            : base);
  }

  /**
   * The options of a prompt.
   *
   * @param base of all prompts
   * @throws IllegalArgumentException if one is out of its range
   */
  public GenerateOptions over(GenerateOptions base) {
    SamplingOptions sampling = base.sampling();
    GenerateOptions.Builder builder =
        base.toBuilder()
            .temperature(or(temperature, sampling.temperature()))
            .topK(or(topK, sampling.topK()))
            .topP(or(topP, sampling.topP()))
            .minP(or(minP, sampling.minP()))
            .repeatPenalty(or(repeatPenalty, sampling.repeatPenalty()), sampling.repeatWindow())
            .maxTokens(or(maxTokens, base.maxTokens()))
            .stop(or(stop, base.stopStrings()))
            .ignoreEnd(or(ignoreEos, base.ignoreEnd()));
    return (seed == null ? builder : builder.seed(seed)).build();
  }

  private static <T> T or(@Nullable T own, T common) {
    return own == null ? common : own;
  }
}
