package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.Statistics;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.plan.Choice;
import io.github.pyramidsd.decoding.plan.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How {@code auto} decoded a response, as {@code --json} prints it. What is not known is null.
 *
 * @param compositions that were used, most tokens first
 * @param estimates what is known of each level, from below
 * @param ranking the table that is chosen by: the best of every chain of levels, the fastest first
 * @param predictedTokensPerSecond of what is chosen
 * @param plainTokensPerSecond of plain decoding, predicted from its measured passes
 * @param plainTokens of the response, made by plain rounds
 * @param speedup of the response over plain decoding as predicted
 * @param notes a line for each model that does not pay
 */
record PlanJson(
    List<Use> compositions,
    List<Estimate> estimates,
    List<Ranking> ranking,
    double predictedTokensPerSecond,
    double achievedTokensPerSecond,
    double plainTokensPerSecond,
    long plainTokens,
    double speedup,
    List<String> notes) {

  /** A composition that was used, such as {@code draft+qualifier:2+target:3}. */
  record Use(
      String composition,
      long tokens,
      long rounds,
      double seconds,
      double predictedTokensPerSecond,
      double tokensPerSecond) {}

  /**
   * What is known of a level.
   *
   * @param passSeconds of a pass over one token
   * @param passSecondsByTokens of passes over 1, 2, … tokens, as far as they were measured
   * @param paysOff whether what is chosen uses it
   */
  record Estimate(
      String level,
      @Nullable String model,
      double passSeconds,
      List<Double> passSecondsByTokens,
      List<Agreement> agreements,
      boolean paysOff) {}

  /**
   * A pair of levels.
   *
   * @param acceptance the mean of 1 − TV of the first proposal of a block
   * @param offered how often the lower level has something to propose
   */
  record Agreement(String proposer, double acceptance, double offered) {}

  /**
   * A row of the table.
   *
   * @param whyNot why nothing is predicted; null where something is
   */
  record Ranking(
      String composition,
      double predictedTokensPerSecond,
      double tokensPerRound,
      double secondsPerRound,
      @Nullable String whyNot) {}

  /** What a decoder that chooses by itself did for a response, and what it knows now. */
  static PlanJson of(Decoder decoder, GenerateOptions options, Response response) {
    Pyramid pyramid = decoder.pyramid();
    int position = response.promptTokens() + response.tokens().length / 2;
    Choice choice = decoder.plan(options, position);
    List<Estimate> estimates = estimates(decoder, options, choice.composition());
    double plain = known(choice.plain());
    List<Use> uses = new ArrayList<>();
    long plainTokens = 0;
    for (Map.Entry<Composition, Statistics.Uses> entry :
        response.statistics().compositions().entrySet()) {
      Statistics.Uses use = entry.getValue();
      String label = pyramid.label(entry.getKey());
      plainTokens += entry.getKey().stages().isEmpty() ? use.tokens() : 0;
      uses.add(
          new Use(
              label,
              use.tokens(),
              use.rounds(),
              use.seconds(),
              predicted(choice, label),
              use.tokens() / use.seconds()));
    }
    uses.sort(Comparator.comparingLong(use -> -use.tokens()));
    return new PlanJson(
        List.copyOf(uses),
        estimates,
        choice.table().stream().map(PlanJson::ranking).toList(),
        known(choice.row()),
        response.tokensPerSecond(),
        plain,
        plainTokens,
        response.tokensPerSecond() / plain,
        notes(estimates));
  }

  private static double predicted(Choice choice, String label) {
    return choice.table().stream()
        .filter(row -> row.label().equals(label))
        .mapToDouble(PlanJson::known)
        .findAny()
        .orElse(Double.NaN);
  }

  /** Predicted tokens a second; NaN if nothing is predicted. */
  private static double known(Choice.Row row) {
    return row.whyNot().isEmpty() ? row.tokensPerSecond() : Double.NaN;
  }

  private static Ranking ranking(Choice.Row row) {
    boolean known = row.whyNot().isEmpty();
    return new Ranking(
        row.label(),
        known(row),
        known ? row.tokensPerRound() : Double.NaN,
        known ? row.secondsPerRound() : Double.NaN,
        known ? null : row.whyNot());
  }

  /** What is known of each level, from below. */
  static List<Estimate> estimates(Decoder decoder, GenerateOptions options, Composition chosen) {
    Pyramid pyramid = decoder.pyramid();
    Snapshot snapshot = decoder.snapshot(options);
    List<Estimate> estimates = new ArrayList<>();
    for (int level = 0; level < pyramid.levels(); level++) {
      String name = pyramid.levelName(level);
      List<Double> seconds =
          snapshot.passes().stream()
              .filter(pass -> pass.level().equals(name) && pass.tokens() > 0)
              .sorted(Comparator.comparingInt(Snapshot.Pass::tokens))
              .map(Snapshot.Pass::seconds)
              .toList();
      estimates.add(
          new Estimate(
              name,
              pyramid.model(level).map(LanguageModel::name).orElse(null),
              snapshot.passes().stream()
                  .filter(pass -> pass.level().equals(name) && pass.tokens() == 1)
                  .mapToDouble(Snapshot.Pass::seconds)
                  .findFirst()
                  .orElse(Double.NaN),
              seconds,
              snapshot.agreements().stream()
                  .filter(agreement -> agreement.verifier().equals(name))
                  .map(a -> new Agreement(a.proposer(), a.means().getFirst(), a.offered()))
                  .toList(),
              chosen.uses(level)));
    }
    return List.copyOf(estimates);
  }

  /** A line for each model that was given and is of no use. */
  static List<String> notes(List<Estimate> estimates) {
    Estimate target = estimates.getLast();
    List<String> notes = new ArrayList<>();
    for (Estimate level : estimates) {
      if (!level.paysOff() && level.model() != null) {
        double acceptance =
            target.agreements().stream()
                .filter(agreement -> agreement.proposer().equals(level.level()))
                .mapToDouble(Agreement::acceptance)
                .findAny()
                .orElse(Double.NaN);
        double ratio = level.passSeconds() / target.passSeconds();
        notes.add(
            Double.isNaN(acceptance)
                ? "%s %s was not tried: so short a response could not make up for it"
                    .formatted(level.level(), level.model())
                : String.format(
                    Locale.ROOT,
                    "%s %s does not pay on this text: the target accepts %.0f%% of its tokens%s",
                    level.level(),
                    level.model(),
                    100 * acceptance,
                    Double.isNaN(ratio)
                        ? ""
                        : String.format(
                            Locale.ROOT, ", and a pass takes %.2f of the target's time", ratio)));
      }
    }
    return List.copyOf(notes);
  }
}
