package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Decoder;
import io.github.pyramidsd.decoding.decode.GenerationListener;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.plan.Candidate;
import io.github.pyramidsd.decoding.plan.Planner;
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
   * @param candidate empty of the planner's own choice
   */
  record Contender(Optional<Candidate> candidate, Measurement measured) {
    Contender(Optional<Candidate> candidate) {
      this(candidate, new Measurement());
    }

    String label() {
      return candidate.map(Candidate::label).orElse("auto");
    }

    boolean isPlain() {
      return candidate.filter(one -> one.composition().stages().isEmpty()).isPresent();
    }
  }

  private static final int SURVEYS = 3;
  private static final int REHEARSALS = 3;

  private final Planner planner;
  private final BenchPrompts prompts;
  private final GenerationOptions options;
  private final ProgressLine progress;
  private int round;

  PlanSurvey(
      Planner planner, BenchPrompts prompts, GenerationOptions options, ProgressLine progress) {
    this.planner = planner;
    this.prompts = prompts;
    this.options = options;
    this.progress = progress;
  }

  PlanTable run(int rounds, Computation computation) throws IOException {
    for (int i = 0; i < SURVEYS; i++) {
      respond(planner.survey(), "comparing models");
      round++;
    }
    // What passes of several tokens cost shows in use; with it, the best lengths change.
    for (int i = 0; i < REHEARSALS; i++) {
      for (Candidate candidate : candidates()) {
        respond(planner.using(candidate.composition()), "trying " + candidate.label());
      }
      round++;
    }
    List<Contender> contenders = new ArrayList<>();
    candidates().forEach(candidate -> contenders.add(new Contender(Optional.of(candidate))));
    contenders.add(new Contender(Optional.empty()));
    for (int i = 0; i < rounds; i++) {
      for (int j = 0; j < contenders.size(); j++) {
        Contender contender = contenders.get((i + j) % contenders.size());
        progress.show("round %s of %s, %s".formatted(i + 1, rounds, contender.label()));
        Decoder decoder =
            contender
                .candidate()
                .<Decoder>map(one -> planner.using(one.composition()))
                .orElse(planner);
        contender.measured().run(decoder, prompts, options, round);
      }
      round++;
    }
    return PlanTable.of(planner, contenders, prompts.source(), options, computation);
  }

  /** In the middle of a response. */
  private List<Candidate> candidates() {
    return planner.rank(prompts.ofRound(round).length + options.maxTokens() / 2);
  }

  private void respond(Decoder decoder, String what) throws IOException {
    progress.show(what);
    prompts.respond(decoder, options, round, GenerationListener.NONE);
  }
}
