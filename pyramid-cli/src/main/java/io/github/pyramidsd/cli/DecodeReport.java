package io.github.pyramidsd.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.pyramidsd.decoding.decode.Method.Knobs;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.Statistics;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.evaluation.statistics.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench decode --json} prints.
 *
 * @param models the target first
 * @param prompts where they came from
 * @param maxTokens the length of a response
 * @param methods plain target first
 */
record DecodeReport(
    List<Model> models,
    int threads,
    String kernel,
    int vectorBits,
    String prompts,
    int rounds,
    int warmUp,
    int maxTokens,
    double temperature,
    long seed,
    List<MethodReport> methods) {

  /**
   * A model.
   *
   * @param synthetic {@code random} or {@code planted}, null of a trained model
   */
  record Model(String role, String name, @Nullable String synthetic) {
    static Model of(String role, LanguageModel model) {
      return new Model(role, model.name(), Synthetic.kind(model));
    }
  }

  /**
   * What a level accepted of the proposals that it was given; null (as NaN is written) where there
   * were none.
   */
  record Acceptance(String level, String model, double rate) {}

  /**
   * A method.
   *
   * @param label the method with its lengths as the user gave them
   * @param draftLength null if it has no draft
   * @param blockLength null if it has no qualifier
   * @param tokensPerSecond of the rounds
   * @param speedup of the rounds: its speed divided by plain target's in the same round
   * @param steady the speed on a machine whose own does not vary, see {@link Measurement.Steady}
   * @param tokensPerTargetPass tokens of the responses for each pass of the target
   * @param acceptance of each level that verifies, from below
   * @param deviationBound the mean of the responses; null where none can be given
   * @param savedRejections of all levels, the mean of the responses: how many rejections the exact
   *     rule was to be expected to make where a fuzzy one accepted unseen
   * @param tokens of all responses
   * @param speeds tokens per second of each round
   * @param passes that were made, by model and size
   * @param plans what a planner did in each round; null of a method without one
   */
  record MethodReport(
      String method,
      String label,
      @Nullable Integer draftLength,
      @Nullable Integer blockLength,
      boolean lossless,
      Spread tokensPerSecond,
      Spread speedup,
      Measurement.Steady steady,
      double tokensPerTargetPass,
      List<Acceptance> acceptance,
      @Nullable Double deviationBound,
      double savedRejections,
      int tokens,
      List<Double> speeds,
      List<PassTimes.Passes> passes,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<PlanJson> plans) {

    /** Sums up the rounds of a method; those of plain target are compared with. */
    static MethodReport of(
        MethodVariant variant,
        Knobs knobs,
        Measurement measured,
        Measurement plain,
        Map<PassTimes.Size, Double> medians) {
      List<Response> rounds = measured.responses();
      OptionalDouble deviation = measured.deviationBound();
      return new MethodReport(
          variant.method().label(),
          variant.label(),
          hasLength(variant, Role.DRAFT) ? knobs.draftLength() : null,
          hasLength(variant, Role.QUALIFIER) ? knobs.blockLength() : null,
          variant.method().isLossless(),
          Spread.of(measured.speeds()),
          measured.speedup(plain),
          measured.steady(plain, medians),
          measured.tokensPerTargetPass(),
          acceptance(rounds),
          deviation.isPresent() ? deviation.getAsDouble() : null,
          rounds.stream()
                  .flatMap(round -> round.statistics().levels().stream())
                  .mapToDouble(Statistics.Level::savedRejections)
                  .sum()
              / rounds.size(),
          measured.tokens(),
          measured.speeds(),
          measured.passes(),
          measured.plans().isEmpty() ? null : measured.plans());
    }

    /** Whether one of the knobs that have a name sets the length of a role's blocks. */
    private static boolean hasLength(MethodVariant variant, Role role) {
      return variant.method() instanceof DecodingMethod.Named named && named.needs(role);
    }

    private static List<Acceptance> acceptance(List<Response> rounds) {
      List<Acceptance> rates = new ArrayList<>();
      for (int level = 1; level < rounds.getFirst().statistics().levels().size(); level++) {
        int index = level;
        List<Statistics.Level> reports =
            rounds.stream().map(round -> round.statistics().levels().get(index)).toList();
        long proposed = reports.stream().mapToLong(Statistics.Level::proposed).sum();
        long accepted = reports.stream().mapToLong(Statistics.Level::accepted).sum();
        rates.add(
            new Acceptance(
                reports.getFirst().level(),
                reports.getFirst().model(),
                proposed == 0 ? Double.NaN : (double) accepted / proposed));
      }
      return rates;
    }
  }

  /**
   * Says so where no method is faster than plain target; null where one is, or there is no other.
   */
  @Nullable String warning() {
    MethodReport best = null;
    for (MethodReport method : methods.subList(1, methods.size())) {
      if (best == null || method.speedup().median() > best.speedup().median()) {
        best = method;
      }
    }
    return best == null || best.speedup().median() > 1
        ? null
        : "speculation does not pay here: %s comes next to plain target, with %s of its speed"
            .formatted(best.label(), TextTable.number("%.2f", best.speedup().median()));
  }
}
