package io.github.pyramidsd.benchmarks;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.StopRule;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.GgufModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Measures {@code auto} on text that changes its kind half-way: a draft that agrees with the target
 * as one of two does in the first half of each response, and as the other in the second. Methods
 * take turns on the same prompts; the first three rounds do not count.
 */
public final class ChangingText {

  private static final int PROMPT = 64;
  private static final int WARM_UP = 3;

  private ChangingText() {}

  /**
   * A method.
   *
   * @param speeds the tokens per second of its responses
   * @param predictions what a planner predicted, as a share of that; empty without one
   */
  private record Contender(
      String name, Decoder decoder, List<Double> speeds, List<Double> predictions) {
    Contender(String name, Decoder decoder) {
      this(name, decoder, new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * Prints the median tokens per second of each method, its ratio to plain decoding, and the median
   * ratio of what a planner predicted to what it achieved.
   *
   * @param args the target, the draft of the first half, that of the second half, the number of
   *     tokens of a response, that of rounds, and the draft lengths to compare with
   * @throws IOException if a file cannot be read
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 5) {
      throw new IllegalArgumentException(
          "%s arguments given, expected target.gguf first-draft.gguf second-draft.gguf tokens rounds [draft-length…]"
              .formatted(args.length));
    }
    int tokens = Integer.parseInt(args[3]);
    int rounds = Integer.parseInt(args[4]);
    GenerateOptions options =
        GenerateOptions.builder().maxTokens(tokens).ignoreEnd(true).temperature(1).build();
    try (LanguageModel target = GgufModel.open(Path.of(args[0]));
        LanguageModel draft =
            new ChangingModel(
                GgufModel.open(Path.of(args[1])),
                GgufModel.open(Path.of(args[2])),
                PROMPT + tokens / 2)) {
      List<Contender> contenders = new ArrayList<>();
      Pyramid pyramid = Pyramid.of(draft, target);
      contenders.add(new Contender("target", Decoder.of(target).method(Method.TARGET).build()));
      contenders.add(new Contender("auto", Decoder.of(pyramid)));
      for (String length : Arrays.asList(args).subList(5, args.length)) {
        Composition fixed =
            pyramid.all(new AcceptanceRule.Exact(), StopRule.NEVER, Integer.parseInt(length));
        contenders.add(new Contender("sd:" + length, Decoder.fixed(pyramid, fixed)));
      }
      measure(contenders, options, rounds);
      print(contenders);
    }
  }

  private static void measure(List<Contender> contenders, GenerateOptions options, int rounds) {
    for (int round = 0; round < WARM_UP + rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        Contender contender = contenders.get((round + i) % contenders.size());
        double speed =
            respond(contender.decoder, options.toBuilder().streamSeed(round).build(), round);
        if (round >= WARM_UP) {
          contender.speeds.add(speed);
          if (contender.decoder.isAuto()) {
            double predicted =
                1 / contender.decoder.plan(options, options.maxTokens() / 2).secondsPerToken();
            contender.predictions.add(predicted / speed);
          }
        }
      }
    }
  }

  /** Continues random tokens, the same ones for the same seed; returns tokens per second. */
  private static double respond(Decoder decoder, GenerateOptions options, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int vocabulary = decoder.pyramid().target().vocabulary().size();
    int[] prompt = IntStream.range(0, PROMPT).map(i -> random.nextInt(vocabulary / 2)).toArray();
    return decoder.generate(prompt, options).tokensPerSecond();
  }

  private static void print(List<Contender> contenders) {
    double plain = median(contenders.getFirst().speeds);
    for (Contender contender : contenders) {
      double speed = median(contender.speeds);
      System.out.printf(
          Locale.ROOT, "%-8s %8.2f tokens/s, %.3f × plain", contender.name, speed, speed / plain);
      if (!contender.predictions.isEmpty()) {
        System.out.printf(
            Locale.ROOT, ", predicted %.3f times that", median(contender.predictions));
      }
      System.out.println();
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
