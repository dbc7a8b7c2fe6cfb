package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a prompts file says for its prompt alone; null: as for all others. The names are
 * the line's keys.
 *
 * @param seed of the one stream of random numbers; null: {@linkplain PromptSeed derived}
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
   * The options of a prompt of a batch, which has a seed of its own.
   *
   * @param base of all prompts
   * @param id of the prompt
   * @throws IllegalArgumentException if one is out of its range
   */
  GenerationOptions over(GenerationOptions base, String id) {
    return over(base.withSeed(PromptSeed.of(base.seed(), id)));
  }

  /**
   * The options of a prompt.
   *
   * @param base of all prompts
   * @throws IllegalArgumentException if one is out of its range
   */
  public GenerationOptions over(GenerationOptions base) {
    SamplingOptions sampling = base.sampling();
    return new GenerationOptions(
        new SamplingOptions(
            or(temperature, sampling.temperature()),
            or(topK, sampling.topK()),
            or(topP, sampling.topP()),
            or(minP, sampling.minP()),
            or(repeatPenalty, sampling.repeatPenalty()),
            sampling.repeatWindow()),
        or(seed, base.seed()),
        or(maxTokens, base.maxTokens()),
        or(stop, base.stopStrings()),
        or(ignoreEos, base.ignoreEndOfGeneration()),
        base.maxDeviation(),
        base.contextLength());
  }

  private static <T> T or(@Nullable T own, T common) {
    return own == null ? common : own;
  }
}
