package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.GenerationListener;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.evaluation.batch.Prompt;
import io.github.pyramidsd.evaluation.batch.PromptEncoder;
import io.github.pyramidsd.evaluation.batch.PromptReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What decoding is measured on: another prompt each round, and the same ones for all methods.
 *
 * @param source where they come from, for people
 * @param prompts token ids
 */
record BenchPrompts(String source, List<int[]> prompts) {

  private static final String BUILT_IN = "java.jsonl";
  private static final int RANDOM_PROMPTS = 64;
  private static final int RANDOM_LENGTH = 64;
  private static final long SEED = 20261125;

  /**
   * Reads the prompts of a file. Without one, a trained model continues Java source code that the
   * embedded family was not trained on, and a synthetic one, to which text means nothing, random
   * tokens, always the same.
   */
  static BenchPrompts of(@Nullable String file, LanguageModel target) throws IOException {
    if (file != null) {
      return ofText(file, PromptReader.read(Path.of(file)), target);
    }
    if (Synthetic.kind(target) == null) {
      return ofText("held-out Java", builtIn(), target);
    }
    return new BenchPrompts(
        "random tokens",
        IntStream.range(0, RANDOM_PROMPTS)
            .mapToObj(i -> RandomTokens.draw(target.vocabulary(), RANDOM_LENGTH, SEED + i))
            .toList());
  }

  private static BenchPrompts ofText(String source, List<Prompt> prompts, LanguageModel target) {
    PromptEncoder encoder = new PromptEncoder(target.vocabulary(), false);
    return new BenchPrompts(
        source, prompts.stream().map(prompt -> encoder.encode(prompt.text())).toList());
  }

  private static List<Prompt> builtIn() throws IOException {
    try (InputStream in = BenchPrompts.class.getResourceAsStream(BUILT_IN)) {
      if (in == null) {
        throw new FileNotFoundException(BUILT_IN + ": missing from the program's jar");
      }
      return PromptReader.parse(BUILT_IN, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The prompt of a round; after the last one comes the first again. */
  int[] ofRound(int round) {
    return prompts.get(round % prompts.size());
  }

  /**
   * Generates the response of a round, with a seed of its own.
   *
   * @param listener hears of it
   * @throws IOException if the prompt does not fit the models; names it
   */
  Response respond(Decoder decoder, GenerateOptions options, int round, GenerationListener listener)
      throws IOException {
    GenerateOptions seeded =
        options.toBuilder()
            .streamSeed(options.streamSeed().orElseThrow() + round)
            .listener(listener)
            .build();
    try {
      return decoder.generate(ofRound(round), seeded);
    } catch (IllegalArgumentException e) {
      int number = round % prompts.size() + 1;
      throw new IOException(source + ", prompt " + number + ": " + e.getMessage(), e);
    }
  }
}
