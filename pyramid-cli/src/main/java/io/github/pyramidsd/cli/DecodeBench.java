package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/**
 * Measures methods of decoding against each other. In a round each method continues the same prompt
 * once, and another one goes first each time, so that whatever else the machine does meets all.
 */
final class DecodeBench {

  /** A method at work, and what it did in the rounds that count. */
  record Contender(MethodVariant variant, Decoder decoder, Measurement measured) {
    Contender(MethodVariant variant, Decoder decoder) {
      this(variant, decoder, new Measurement());
    }
  }

  /** How long to warm up if nobody says: a JVM compiles the code of passes for some seconds. */
  private static final double WARM_UP_SECONDS = 4;

  private static final int MOST_WARM_UP = 32; // rounds

  private final List<Contender> contenders;
  private final BenchPrompts prompts;
  private final GenerateOptions options;
  private final ProgressLine progress;

  DecodeBench(
      List<Contender> contenders,
      BenchPrompts prompts,
      GenerateOptions options,
      ProgressLine progress) {
    this.contenders = contenders;
    this.prompts = prompts;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs rounds to warm up, whose prompts come after the others, and rounds that count.
   *
   * @param warmUp how many, or empty for as many as make it warm
   * @return how many rounds it took to warm up
   * @throws IOException if a prompt does not fit the models
   */
  int run(OptionalInt warmUp, int rounds) throws IOException {
    int warmed = 0;
    while (warmed < warmUp.orElse(MOST_WARM_UP)) {
      run(rounds + warmed, "warming up");
      warmed++;
      if (warmUp.isEmpty() && seconds() >= WARM_UP_SECONDS) {
        break;
      }
    }
    contenders.forEach(contender -> contender.measured().forget());
    for (int round = 0; round < rounds; round++) {
      run(round, "round %s of %s".formatted(round + 1, rounds));
    }
    return warmed;
  }

  private double seconds() {
    return contenders.stream().mapToDouble(contender -> contender.measured().seconds()).sum();
  }

  private void run(int round, String what) throws IOException {
    for (int i = 0; i < contenders.size(); i++) {
      Contender contender = contenders.get((round + i) % contenders.size());
      progress.show(what + ", " + contender.variant().label());
      contender.measured().run(contender.decoder(), prompts, options, round);
    }
  }
}
