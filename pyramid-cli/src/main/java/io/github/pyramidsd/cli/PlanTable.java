package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.plan.Candidate;
import io.github.pyramidsd.decoding.plan.PlanReport;
import io.github.pyramidsd.decoding.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What {@code plan --json} prints.
 *
 * @param models the target first
 * @param prompts where they came from
 * @param maxTokens the length of a response
 * @param estimates what is known of each level, from below
 * @param compositions the one that is predicted to be fastest first
 * @param auto what the planner itself achieved, in turn with them
 * @param notes a line for each model that does not pay
 */
record PlanTable(
    List<DecodeReport.Model> models,
    int threads,
    String kernel,
    int vectorBits,
    String prompts,
    int rounds,
    int maxTokens,
    double temperature,
    List<PlanJson.Estimate> estimates,
    List<Row> compositions,
    Row auto,
    List<String> notes) {

  /**
   * A composition.
   *
   * @param composition with its best lengths
   * @param levels the names of its levels, from below
   * @param blockLengths of those that verify, from below
   * @param predictedTokensPerSecond before it was measured
   * @param tokensPerSecond measured, in turn with the others
   * @param speedup over plain decoding in the same round
   * @param tokensPerRound that were predicted to be committed for each pass of the target
   * @param tokensPerTargetPass that were committed, measured
   * @param deviation the mean bound on the deviation of a response; 0 without loss
   */
  record Row(
      String composition,
      List<String> levels,
      List<Integer> blockLengths,
      double predictedTokensPerSecond,
      Spread tokensPerSecond,
      Spread speedup,
      double tokensPerRound,
      double tokensPerTargetPass,
      double deviation) {}

  static PlanTable of(
      Planner planner,
      Map<Candidate, List<Response>> responses,
      List<Response> auto,
      List<PlanReport> plans,
      String prompts,
      GenerationOptions options,
      Computation computation) {
    List<Response> plain =
        responses.entrySet().stream()
            .filter(entry -> entry.getKey().composition().stages().isEmpty())
            .map(Map.Entry::getValue)
            .findAny()
            .orElseThrow();
    List<Row> rows = new ArrayList<>();
    responses.forEach((candidate, measured) -> rows.add(row(planner, candidate, measured, plain)));
    PlanReport last = plans.getLast();
    return new PlanTable(
        models(planner.pyramid()),
        computation.threads(),
        computation.kernel(),
        computation.vectorBits(),
        prompts,
        auto.size(),
        options.maxTokens(),
        options.sampling().temperature(),
        PlanJson.of(last).estimates(),
        rows,
        autoRow(auto, plans, plain),
        PlanSummary.notes(last));
  }

  private static List<DecodeReport.Model> models(Pyramid pyramid) {
    List<DecodeReport.Model> models = new ArrayList<>();
    for (int level = pyramid.levels() - 1; level >= 0; level--) {
      String role = pyramid.levelName(level);
      pyramid.model(level).ifPresent(model -> models.add(DecodeReport.Model.of(role, model)));
    }
    return models;
  }

  private static Row row(
      Planner planner, Candidate candidate, List<Response> measured, List<Response> plain) {
    Pyramid pyramid = planner.pyramid();
    return new Row(
        candidate.label(),
        IntStream.range(0, pyramid.levels())
            .filter(candidate.composition()::uses)
            .mapToObj(pyramid::levelName)
            .toList(),
        candidate.composition().stages().stream().map(stage -> stage.blockLength()).toList(),
        candidate.tokensPerSecond(),
        speeds(measured),
        speedups(measured, plain),
        candidate.tokensPerRound(),
        tokensPerPass(measured),
        deviation(measured));
  }

  private static Row autoRow(
      List<Response> measured, List<PlanReport> plans, List<Response> plain) {
    return new Row(
        "auto",
        List.of(),
        List.of(),
        Spread.of(plans.stream().map(PlanReport::predictedTokensPerSecond).toList()).median(),
        speeds(measured),
        speedups(measured, plain),
        Double.NaN,
        tokensPerPass(measured),
        deviation(measured));
  }

  private static Spread speeds(List<Response> responses) {
    return Spread.of(responses.stream().map(Response::tokensPerSecond).toList());
  }

  private static Spread speedups(List<Response> responses, List<Response> plain) {
    return Spread.of(
        IntStream.range(0, responses.size())
            .mapToObj(i -> responses.get(i).tokensPerSecond() / plain.get(i).tokensPerSecond())
            .toList());
  }

  private static double tokensPerPass(List<Response> responses) {
    double tokens = responses.stream().mapToInt(response -> response.tokens().size()).sum();
    return tokens
        / responses.stream().mapToLong(response -> response.levels().getLast().passes()).sum();
  }

  private static double deviation(List<Response> responses) {
    return responses.stream()
        .mapToDouble(response -> response.deviationBound().orElse(Double.NaN))
        .average()
        .orElse(Double.NaN);
  }

  /** For people. */
  String toText() {
    StringBuilder text = new StringBuilder();
    for (DecodeReport.Model model : models) {
      text.append(
          "%-11s  %s%n".formatted(model.role(), Synthetic.label(model.name(), model.synthetic())));
    }
    text.append(
        "%s, %d rounds of %d tokens at temperature %s, prompts: %s%n%n"
            .formatted(
                new Computation(threads, kernel, vectorBits),
                rounds,
                maxTokens,
                temperature,
                prompts));
    text.append(PlanSummary.levels(estimates)).append('\n');
    TextTable table =
        new TextTable(
            List.of(
                "composition",
                "predicted",
                "tokens/s",
                "min",
                "max",
                "× plain",
                "tokens/pass predicted",
                "measured",
                "deviation"),
            1);
    compositions.forEach(row -> add(table, row));
    add(table, auto);
    return text.append(table).toString();
  }

  private static void add(TextTable table, Row row) {
    table.add(
        row.composition(),
        TextTable.number("%.1f", row.predictedTokensPerSecond()),
        TextTable.number("%.1f", row.tokensPerSecond().median()),
        TextTable.number("%.1f", row.tokensPerSecond().min()),
        TextTable.number("%.1f", row.tokensPerSecond().max()),
        TextTable.number("%.2f", row.speedup().median()),
        TextTable.number("%.2f", row.tokensPerRound()),
        TextTable.number("%.2f", row.tokensPerTargetPass()),
        TextTable.number("%.4f", row.deviation()));
  }
}
