package io.github.pyramidsd.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.pyramidsd.decoding.decode.Certificate;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A response as {@code generate --json} prints it. */
record ResponseJson(
    String text,
    List<Integer> tokens,
    int promptTokens,
    String finishReason,
    String method,
    @Nullable Long seed,
    double seconds,
    double promptSeconds,
    double tokensPerSecond,
    @Nullable Double deviationBound,
    List<Level> levels,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PlanJson plan,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String id) {

  /** What one level did; acceptanceRate is null (as NaN is written) where nothing was proposed. */
  record Level(
      String level,
      String model,
      long passes,
      long tokensForwarded,
      long proposed,
      long accepted,
      double acceptanceRate,
      long replaced,
      long bonus,
      double seconds,
      double meanEntropy,
      long emitted,
      double deviation,
      double savedRejections,
      boolean contextFull) {

    static Level of(Statistics.Level level) {
      return new Level(
          level.level(),
          level.model(),
          level.passes(),
          level.tokensForwarded(),
          level.proposed(),
          level.accepted(),
          level.acceptanceRate(),
          level.replaced(),
          level.bonus(),
          level.seconds(),
          level.meanEntropy(),
          level.emitted(),
          level.deviation(),
          level.savedRejections(),
          level.contextFull());
    }
  }

  /**
   * Puts it together.
   *
   * @param plan what a planner did for it, if there is one
   */
  static ResponseJson of(
      Response response,
      DecodingMethod method,
      OptionalLong seed,
      @Nullable PlanJson plan,
      @Nullable String id) {
    return new ResponseJson(
        response.text(),
        Arrays.stream(response.tokens()).boxed().toList(),
        response.promptTokens(),
        response.finish().label(),
        method.label(),
        seed.isPresent() ? seed.getAsLong() : null,
        response.seconds(),
        response.promptSeconds(),
        response.tokensPerSecond(),
        response.certificate().map(Certificate::bound).orElse(null),
        response.statistics().levels().stream().map(Level::of).toList(),
        plan,
        id);
  }
}
