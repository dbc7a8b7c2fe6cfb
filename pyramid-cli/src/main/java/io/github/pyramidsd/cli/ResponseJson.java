package io.github.pyramidsd.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.pyramidsd.decoding.decode.LevelReport;
import io.github.pyramidsd.decoding.decode.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response as {@code generate --json} prints it. */
record ResponseJson(
    String text,
    List<Integer> tokens,
    int promptTokens,
    String finishReason,
    String method,
    long seed,
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
      double savedRejections) {

    static Level of(LevelReport report) {
      return new Level(
          report.level(),
          report.model(),
          report.passes(),
          report.tokensForwarded(),
          report.proposed(),
          report.accepted(),
          report.acceptanceRate(),
          report.replaced(),
          report.bonus(),
          report.seconds(),
          report.meanEntropy(),
          report.emitted(),
          report.deviation(),
          report.savedRejections());
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
      long seed,
      @Nullable PlanJson plan,
      @Nullable String id) {
    return new ResponseJson(
        response.text(),
        response.tokens(),
        response.promptTokens(),
        response.finishReason().label(),
        method.label(),
        seed,
        response.seconds(),
        response.promptSeconds(),
        response.tokensPerSecond(),
        response.deviationBound().isPresent() ? response.deviationBound().getAsDouble() : null,
        response.levels().stream().map(Level::of).toList(),
        plan,
        id);
  }
}
