package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How tokens are drawn, and when a response ends. */
final class SamplingArguments {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N",
      description = "The most tokens to generate (default ${DEFAULT-VALUE}).")
  private int maxTokens = 128;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0 takes the likeliest token (default ${DEFAULT-VALUE}).")
  private double temperature = 0.8;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Draw from the K likeliest tokens; 0 (default): all.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "Draw from the fewest tokens that together have probability P (default ${DEFAULT-VALUE}).")
  private double topP = 0.95;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description =
          "Draw from tokens at least P times as likely as the likeliest; 0 (default): all.")
  private double minP;

  @Option(
      names = "--repeat-penalty",
      paramLabel = "X",
      description = "Make tokens less likely that came up lately; 1 (default): do not.")
  private double repeatPenalty = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = {
        "The same seed gives the same text, whatever method or drafts are used.",
        "Without it, each response is another."
      })
  private @Nullable Long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "End the response before this text; may be given several times.")
  private List<String> stop = new ArrayList<>();

  @Option(names = "--ignore-eos", description = "Go on after an end-of-generation token.")
  private boolean ignoreEos;

  @Option(
      names = "--ctx",
      paramLabel = "N",
      description = "The most tokens of prompt and response; 0 (default): as many as needed.")
  private int contextLength;

  boolean isSeeded() {
    return seed != null;
  }

  boolean isGreedy() {
    return temperature == 0;
  }

  /** The most tokens of a context; 0: as many as needed. */
  int contextLength() {
    return contextLength;
  }

  /**
   * The options, checked.
   *
   * @param maxDeviation infinity sets no limit
   */
  GenerateOptions options(double maxDeviation) {
    UsageException.check(contextLength >= 0, "--ctx", contextLength, "0 (as needed) or more");
    UsageException.check(!stop.contains(""), "--stop", "empty", "some text");
    return named(
        () -> {
          GenerateOptions.Builder options =
              GenerateOptions.builder()
                  .temperature(temperature)
                  .topK(topK)
                  .topP(topP)
                  .minP(minP)
                  .repeatPenalty(repeatPenalty, SamplingOptions.DEFAULT_REPEAT_WINDOW)
                  .maxTokens(maxTokens)
                  .stop(stop)
                  .ignoreEnd(ignoreEos);
          if (seed != null) {
            options.seed(seed);
          }
          if (maxDeviation != Double.POSITIVE_INFINITY) {
            options.deviationBudget(maxDeviation);
          }
          return options.build();
        });
  }

  /**
   * The options for measuring: with a stream of random numbers for the exact rule, which accepts as
   * many proposals as without a seed, and goes on after the end of a text.
   */
  GenerateOptions measured(double maxDeviation) {
    return options(maxDeviation).toBuilder()
        .streamSeed(seed != null ? seed : ThreadLocalRandom.current().nextLong(1L << 32))
        .ignoreEnd(true)
        .build();
  }

  /** Checks the context length against what the models hold. */
  void checkContext(int most) {
    UsageException.check(
        contextLength <= most,
        "--ctx",
        contextLength,
        "at most " + most + ", which the models hold");
  }

  /** What is said of options that were given in vain. */
  List<String> notes() {
    return List.of("--top-k", "--top-p", "--min-p").stream()
        .filter(
            option -> isGreedy() && command.commandLine().getParseResult().hasMatchedOption(option))
        .map(option -> option + " has no effect at temperature 0")
        .toList();
  }

  /** Makes wrong usage of what a constructor rejects: its messages begin with the option's name. */
  private static <T> T named(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }
}
