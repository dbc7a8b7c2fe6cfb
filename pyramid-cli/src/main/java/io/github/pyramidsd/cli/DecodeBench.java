package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Generation;
import io.github.pyramidsd.decoding.decode.GenerationListener;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures methods of decoding against each other. In a round each method continues the same prompt
 * once, and another one goes first each time, so that whatever else the machine does meets all.
 */
final class DecodeBench {

  /** A method at work, and its response of each round. */
  record Contender(MethodVariant variant, Pyramid pyramid, List<Response> responses) {
    Contender(MethodVariant variant, Pyramid pyramid) {
      this(variant, pyramid, new ArrayList<>());
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
    contenders.forEach(contender -> contender.responses().clear());
    for (int round = 0; round < rounds; round++) {
      run(round, "round %d of %d".formatted(round + 1, rounds));
    }
  }

  private void run(int round, String what) throws IOException {
    for (int i = 0; i < contenders.size(); i++) {
      Contender contender = contenders.get((round + i) % contenders.size());
      progress.show(what + ", " + contender.variant().label());
      contender.responses().add(respond(contender.pyramid(), round));
    }
  }

  private Response respond(Pyramid pyramid, int round) throws IOException {
    GenerationOptions seeded = options.withSeed(options.seed() + round);
    try (Generation generation =
        new Generation(pyramid, prompts.ofRound(round), seeded, GenerationListener.NONE)) {
      return generation.run();
    } catch (IllegalArgumentException e) {
      int number = round % prompts.prompts().size() + 1;
      throw new IOException(prompts.source() + ", prompt " + number + ": " + e.getMessage(), e);
    }
  }
}
