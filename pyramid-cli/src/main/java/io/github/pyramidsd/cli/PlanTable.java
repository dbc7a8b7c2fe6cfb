package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.plan.Choice;
import io.github.pyramidsd.evaluation.statistics.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * @param steady the speed on a machine whose own does not vary
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
      Measurement.Steady steady,
      double tokensPerRound,
      double tokensPerTargetPass,
      double deviation) {}

  static PlanTable of(
      Decoder decoder,
      List<PlanSurvey.Contender> contenders,
      String prompts,
      GenerateOptions options,
      Computation computation) {
    Measurement plain =
        contenders.stream()
            .filter(PlanSurvey.Contender::isPlain)
            .map(PlanSurvey.Contender::measured)
            .findAny()
            .orElseThrow();
    Map<PassTimes.Size, Double> medians =
        Measurement.medianPasses(contenders.stream().map(PlanSurvey.Contender::measured).toList());
    List<Row> rows =
        contenders.stream()
            .map(contender -> row(decoder.pyramid(), contender, plain, medians))
            .toList();
    Measurement auto = contenders.getLast().measured();
    PlanJson last = auto.plans().getLast();
    return new PlanTable(
        models(decoder.pyramid()),
        computation.threads(),
        computation.kernel(),
        computation.vectorBits(),
        prompts,
        auto.responses().size(),
        options.maxTokens(),
        options.sampling().temperature(),
        last.estimates(),
        rows.subList(0, rows.size() - 1),
        rows.getLast(),
        last.notes());
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
      Pyramid pyramid,
      PlanSurvey.Contender contender,
      Measurement plain,
      Map<PassTimes.Size, Double> medians) {
    Measurement measured = contender.measured();
    Optional<Composition> composition = contender.row().map(Choice.Row::composition);
    return new Row(
        contender.label(),
        composition.map(of -> levels(pyramid, of)).orElse(List.of()),
        composition
            .map(of -> of.stages().stream().map(Composition.Stage::blockLength).toList())
            .orElse(List.of()),
        contender.row().map(Choice.Row::tokensPerSecond).orElseGet(() -> predicted(measured)),
        Spread.of(measured.speeds()),
        measured.speedup(plain),
        measured.steady(plain, medians),
        contender.row().map(Choice.Row::tokensPerRound).orElse(Double.NaN),
        measured.tokensPerTargetPass(),
        measured.deviationBound().orElse(Double.NaN));
  }

  private static List<String> levels(Pyramid pyramid, Composition composition) {
    return IntStream.range(0, pyramid.levels())
        .filter(composition::uses)
        .mapToObj(pyramid::levelName)
        .toList();
  }

  /** What the planner predicted of its own choice, the median of the rounds. */
  private static double predicted(Measurement auto) {
    return Spread.of(auto.plans().stream().map(PlanJson::predictedTokensPerSecond).toList())
        .median();
  }

  /** For people. */
  String toText() {
    StringBuilder text = new StringBuilder();
    for (DecodeReport.Model model : models) {
      text.append(
          "%-11s  %s%n".formatted(model.role(), Synthetic.label(model.name(), model.synthetic())));
    }
    text.append(
        "%s, %s rounds of %s tokens at temperature %s, prompts: %s%n%n"
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
                "steady",
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
        TextTable.number("%.2f", row.steady().speedup()),
        TextTable.number("%.2f", row.tokensPerRound()),
        TextTable.number("%.2f", row.tokensPerTargetPass()),
        TextTable.number("%.4f", row.deviation()));
  }
}
