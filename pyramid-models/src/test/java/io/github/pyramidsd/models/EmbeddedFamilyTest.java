package io.github.pyramidsd.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.StopRule;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class EmbeddedFamilyTest {

  private static final GenerateOptions GREEDY = GenerateOptions.builder().maxTokens(128).build();

  private record Family(LanguageModel draft, LanguageModel qualifier, LanguageModel target)
      implements AutoCloseable {

    static Family open(Engine engine) throws IOException {
      return new Family(
          EmbeddedFamily.JAVA.draft(engine),
          EmbeddedFamily.JAVA.qualifier(engine),
          EmbeddedFamily.JAVA.target(engine));
    }

    @Override
    public void close() {
      target.close();
      qualifier.close();
      draft.close();
    }
  }

  private static Decoder decoder(Method method, Method.Knobs knobs, Family models) {
    return Decoder.of(models.target())
        .draft(models.draft())
        .qualifier(models.qualifier())
        .method(method)
        .knobs(knobs)
        .build();
  }

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
        Family models = Family.open(engine)) {
      Method.Knobs knobs = knobs(draftLength, blockLength);
      for (int i = way % ways; i < prompts.size(); i += ways) {
        String prompt = prompts.get(i);
        Response plain = decoder(Method.TARGET, knobs, models).generate(prompt, GREEDY);
        assertThat(decoder(Method.SD, knobs, models).generate(prompt, GREEDY).tokens())
            .isEqualTo(plain.tokens());
        Response pyramid = decoder(Method.PSD_E, knobs, models).generate(prompt, GREEDY);
        assertThat(pyramid.tokens()).isEqualTo(plain.tokens());
        assertThat(pyramid.certificate().orElseThrow().bound()).isZero();
        assertThat(pyramid.statistics().level("target").passes())
            .as("the target's passes are what speculation saves")
            .isLessThan(plain.statistics().level("target").passes());
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameTokensOnAnyNumberOfThreadsAndEitherKernels() throws IOException {
    List<int[]> responses = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      responses.add(sample(threads, KernelChoice.AUTO));
    }
    responses.add(sample(1, KernelChoice.SCALAR));
    assertThat(responses).allSatisfy(one -> assertThat(one).isEqualTo(responses.getFirst()));
  }

  private static int[] sample(int threads, KernelChoice kernels) throws IOException {
    try (Engine engine = Engine.start(threads, kernels);
        Family models = Family.open(engine)) {
      return decoder(Method.PSD_E, Method.Knobs.DEFAULT, models)
          .generate(
              "public final class Range {",
              GREEDY.toBuilder().maxTokens(64).seed(5).temperature(1).build())
          .tokens();
    }
  }

  /** The promise of a seed: what speculates, and how, changes no token. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 1.5})
  void aSeedGivesTheSameTokensWhateverSpeculates(double temperature) throws IOException {
    try (Engine engine = Engine.start(2, KernelChoice.AUTO);
        Family models = Family.open(engine)) {
      Pyramid all = Pyramid.of(models.draft(), models.qualifier(), models.target()).withLookup();
      AcceptanceRule exact = new AcceptanceRule.Exact();
      Composition lookup =
          new Composition(
              0,
              List.of(
                  new Composition.Stage(1, exact, 4, StopRule.NEVER),
                  new Composition.Stage(3, exact, 3, StopRule.NEVER)));
      assertThat(all.label(lookup)).isEqualTo("lookup+draft:4+target:3");
      Decoder target = decoder(Method.TARGET, Method.Knobs.DEFAULT, models);
      List<Decoder> others =
          List.of(
              decoder(Method.SD, Method.Knobs.DEFAULT, models),
              decoder(Method.PSD_E, Method.Knobs.DEFAULT, models),
              decoder(Method.PSD_E, knobs(3, 7), models),
              Decoder.fixed(all, lookup),
              Decoder.of(all)); // learns from prompt to prompt
      List<String> prompts = prompts().subList(0, 6);
      Set<String> texts = new HashSet<>();
      for (String prompt : prompts) {
        for (long seed : new long[] {1, -2}) {
          GenerateOptions options =
              GenerateOptions.builder().temperature(temperature).seed(seed).maxTokens(64).build();
          Response plain = target.generate(prompt, options);
          texts.add(plain.text());
          for (Decoder other : others) {
            assertThat(other.generate(prompt, options).tokens()).isEqualTo(plain.tokens());
          }
        }
      }
      assertThat(texts).as("another seed is another text").hasSizeGreaterThan(prompts.size());
    }
  }

  @Test
  void lossyMethodsStayWithinTheirBudget() throws IOException {
    try (Engine engine = Engine.start(2, KernelChoice.AUTO);
        Family models = Family.open(engine)) {
      for (double budget : new double[] {0, 0.5, 4}) {
        for (double temperature : new double[] {0, 1}) {
          Response response =
              decoder(Method.PSD_F, knobs(2, 4), models)
                  .generate(
                      "import java.util.List;\n",
                      GREEDY.toBuilder().deviationBudget(budget).temperature(temperature).build());
          assertThat(response.certificate().orElseThrow().bound()).isBetween(0.0, budget);
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
