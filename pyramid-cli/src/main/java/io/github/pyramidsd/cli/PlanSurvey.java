package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Decoder;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.plan.Candidate;
import io.github.pyramidsd.decoding.plan.PlanReport;
import io.github.pyramidsd.decoding.plan.Planner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets a planner get to know levels, and then measures what it predicts: all compositions take
 * turns on the same prompts, another one each round.
 */
final class PlanSurvey {

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
    List<Candidate> candidates = candidates();
    Map<Candidate, List<Response>> responses = new LinkedHashMap<>();
    candidates.forEach(candidate -> responses.put(candidate, new ArrayList<>()));
    List<Response> auto = new ArrayList<>();
    List<PlanReport> plans = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      String what = "round %d of %d, ".formatted(i + 1, rounds);
      for (Map.Entry<Candidate, List<Response>> entry : responses.entrySet()) {
        Candidate candidate = entry.getKey();
        entry
            .getValue()
            .add(respond(planner.using(candidate.composition()), what + candidate.label()));
      }
      auto.add(respond(planner, what + "auto"));
      plans.add(planner.report());
      round++;
    }
    return PlanTable.of(planner, responses, auto, plans, prompts.source(), options, computation);
  }

  /** In the middle of a response. */
  private List<Candidate> candidates() {
    return planner.rank(prompts.ofRound(round).length + options.maxTokens() / 2);
  }

  private Response respond(Decoder decoder, String what) throws IOException {
    progress.show(what);
    return prompts.respond(decoder, options, round);
  }
}
