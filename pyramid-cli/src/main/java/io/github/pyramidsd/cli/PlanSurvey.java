package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.GenerationListener;
import io.github.pyramidsd.decoding.plan.Choice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets a planner get to know levels, and then measures what it predicts: all compositions take
 * turns on the same prompts, another one each round.
 */
final class PlanSurvey {

  /**
   * What is measured.
   *
   * @param row of the table that is chosen by; empty of the planner's own choice
   */
  record Contender(Optional<Choice.Row> row, Measurement measured) {
    Contender(Optional<Choice.Row> row) {
      this(row, new Measurement());
    }

    String label() {
      return row.map(Choice.Row::label).orElse("auto");
    }

    boolean isPlain() {
      return row.filter(one -> one.composition().stages().isEmpty()).isPresent();
    }
  }

  private static final int SURVEYS = 3;
  private static final int REHEARSALS = 3;

  private final Decoder decoder;
  private final BenchPrompts prompts;
  private final GenerateOptions options;
  private final ProgressLine progress;
  private int round;

  PlanSurvey(
      Decoder decoder, BenchPrompts prompts, GenerateOptions options, ProgressLine progress) {
    this.decoder = decoder;
    this.prompts = prompts;
    this.options = options;
    this.progress = progress;
  }

  PlanTable run(int rounds, Computation computation) throws IOException {
    for (int i = 0; i < SURVEYS; i++) {
      respond(decoder.probing(), "comparing models");
      round++;
    }
    // What passes of several tokens cost shows in use; with it, the best lengths change.
    for (int i = 0; i < REHEARSALS; i++) {
      for (Choice.Row row : rows()) {
        respond(decoder.with(row.composition()), "trying " + row.label());
      }
      round++;
    }
    List<Contender> contenders = new ArrayList<>();
    rows().forEach(row -> contenders.add(new Contender(Optional.of(row))));
    contenders.add(new Contender(Optional.empty()));
    for (int i = 0; i < rounds; i++) {
      for (int j = 0; j < contenders.size(); j++) {
        Contender contender = contenders.get((i + j) % contenders.size());
        progress.show("round %s of %s, %s".formatted(i + 1, rounds, contender.label()));
        Decoder measured =
            contender.row().map(row -> decoder.with(row.composition())).orElse(decoder);
        contender.measured().run(measured, prompts, options, round);
      }
      round++;
    }
    return PlanTable.of(decoder, contenders, prompts.source(), options, computation);
  }

  /** What is predicted in the middle of a response. */
  private List<Choice.Row> rows() {
    int position = prompts.ofRound(round).length + options.maxTokens() / 2;
    return decoder.plan(options, position).table().stream()
        .filter(row -> row.whyNot().isEmpty())
        .toList();
  }

  private void respond(Decoder with, String what) throws IOException {
    progress.show(what);
    prompts.respond(with, options, round, GenerationListener.NONE);
  }
}
