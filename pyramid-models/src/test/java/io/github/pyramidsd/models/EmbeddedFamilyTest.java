package io.github.pyramidsd.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class EmbeddedFamilyTest {

  private static final GenerationOptions GREEDY = GenerationOptions.DEFAULT.withMaxTokens(128);

  private static List<String> prompts() throws IOException {
    JsonMapper mapper = new JsonMapper();
    return Files.readAllLines(Path.of("../prompts/java.jsonl")).stream()
        .map(line -> mapper.readTree(line).get("prompt").stringValue())
        .toList();
  }

  /**
   * The promise that users elsewhere miss: at temperature 0, speculation changes no token. The four
   * ways share the prompts; {@code -Pexhaustive} has each do all of them.
   */
  @ParameterizedTest
  @CsvSource({"0, 1, 2, 3", "1, 2, 1, 1", "2, 2, 4, 8", "3, 3, 7, 12"})
  void greedySpeculationGivesTheTokensOfTheGreedyTarget(
      int way, int threads, int draftLength, int blockLength) throws IOException {
    List<String> prompts = prompts();
    int ways = Boolean.getBoolean("pyramid.exhaustive") ? 1 : 4;
    try (Engine engine = Engine.start(threads, KernelChoice.AUTO);
        LanguageModel draft = EmbeddedFamily.JAVA.draft(engine);
        LanguageModel qualifier = EmbeddedFamily.JAVA.qualifier(engine);
        LanguageModel target = EmbeddedFamily.JAVA.target(engine)) {
      Method.Knobs knobs = knobs(draftLength, blockLength);
      for (int i = way % ways; i < prompts.size(); i += ways) {
        String prompt = prompts.get(i);
        Response plain = Method.TARGET.compose(knobs, target).generate(prompt, GREEDY);
        assertThat(Method.SD.compose(knobs, draft, target).generate(prompt, GREEDY).tokens())
            .isEqualTo(plain.tokens());
        Response pyramid =
            Method.PSD_E.compose(knobs, draft, qualifier, target).generate(prompt, GREEDY);
        assertThat(pyramid.tokens()).isEqualTo(plain.tokens());
        assertThat(pyramid.deviationBound()).hasValue(0);
        assertThat(pyramid.levels().getLast().passes())
            .as("the target's passes are what speculation saves")
            .isLessThan(plain.levels().getLast().passes());
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameTokensOnAnyNumberOfThreadsAndEitherKernels() throws IOException {
    List<List<Integer>> responses = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      responses.add(sample(threads, KernelChoice.AUTO));
    }
    responses.add(sample(1, KernelChoice.SCALAR));
    assertThat(responses).containsOnly(responses.getFirst());
  }

  private static List<Integer> sample(int threads, KernelChoice kernels) throws IOException {
    try (Engine engine = Engine.start(threads, kernels);
        LanguageModel draft = EmbeddedFamily.JAVA.draft(engine);
        LanguageModel qualifier = EmbeddedFamily.JAVA.qualifier(engine);
        LanguageModel target = EmbeddedFamily.JAVA.target(engine)) {
      return Method.PSD_E
          .compose(Method.Knobs.DEFAULT, draft, qualifier, target)
          .generate(
              "public final class Range {",
              GREEDY.withMaxTokens(64).withSeed(5).withSampling(SamplingOptions.ofTemperature(1)))
          .tokens();
    }
  }

  @Test
  void lossyMethodsStayWithinTheirBudget() throws IOException {
    try (Engine engine = Engine.start(2, KernelChoice.AUTO);
        LanguageModel draft = EmbeddedFamily.JAVA.draft(engine);
        LanguageModel qualifier = EmbeddedFamily.JAVA.qualifier(engine);
        LanguageModel target = EmbeddedFamily.JAVA.target(engine)) {
      for (double budget : new double[] {0, 0.5, 4}) {
        for (double temperature : new double[] {0, 1}) {
          Response response =
              Method.PSD_F
                  .compose(knobs(2, 4), draft, qualifier, target)
                  .generate(
                      "import java.util.List;\n",
                      GREEDY
                          .withMaxDeviation(budget)
                          .withSampling(SamplingOptions.ofTemperature(temperature)));
          assertThat(response.deviationBound().orElseThrow()).isBetween(0.0, budget);
        }
      }
    }
  }

  @Test
  void embeddedModelsAreFoundByName() throws IOException {
    assertThat(Models.embeddedNames())
        .containsExactlyInAnyOrder("java-draft", "java-qualifier", "java-target");
    try (Engine engine = Engine.start(1, KernelChoice.AUTO)) {
      for (String name : Models.embeddedNames()) {
        try (LanguageModel model = Models.open(name, engine)) {
          assertThat(model.vocabulary().size()).isEqualTo(4096);
        }
        assertThat(Models.inspect(name).problems()).isEmpty();
      }
    }
  }

  private static Method.Knobs knobs(int draftLength, int blockLength) {
    return new Method.Knobs(
        draftLength,
        blockLength,
        0.4,
        0.5,
        Divergence.TOTAL_VARIATION,
        Method.Knobs.DEFAULT.onDivergence());
  }
}
