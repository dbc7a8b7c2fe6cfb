package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Decoder;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.plan.PlanReport;
import io.github.pyramidsd.decoding.plan.Planner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures methods of decoding against each other. In a round each method continues the same prompt
 * once, and another one goes first each time, so that whatever else the machine does meets all.
 */
final class DecodeBench {

  /** A method at work, its response of each round, and what a planner did for each. */
  record Contender(
      MethodVariant variant, Decoder decoder, List<Response> responses, List<PlanReport> plans) {
    Contender(MethodVariant variant, Decoder decoder) {
      this(variant, decoder, new ArrayList<>(), new ArrayList<>());
    }

    void forget() {
      responses.clear();
      plans.clear();
    }
  }

  private final List<Contender> contenders;
  private final BenchPrompts prompts;
  private final GenerationOptions options;
  private final ProgressLine progress;

  DecodeBench(
      List<Contender> contenders,
      BenchPrompts prompts,
      GenerationOptions options,
      ProgressLine progress) {
    this.contenders = contenders;
    this.prompts = prompts;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs rounds to warm up, whose prompts come after the others, and rounds that count.
   *
   * @throws IOException if a prompt does not fit the models
   */
  void run(int warmUp, int rounds) throws IOException {
    for (int round = 0; round < warmUp; round++) {
      run(rounds + round, "warming up");
    }
    contenders.forEach(Contender::forget);
    for (int round = 0; round < rounds; round++) {
      run(round, "round %d of %d".formatted(round + 1, rounds));
    }
  }

  private void run(int round, String what) throws IOException {
    for (int i = 0; i < contenders.size(); i++) {
      Contender contender = contenders.get((round + i) % contenders.size());
      progress.show(what + ", " + contender.variant().label());
      contender.responses().add(prompts.respond(contender.decoder(), options, round));
      if (contender.decoder() instanceof Planner planner) {
        contender.plans().add(planner.report());
      }
    }
  }
}
