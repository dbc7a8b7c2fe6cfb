package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.evaluation.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The command line on the embedded models. */
@Isolated // it moves the cache
class PyramidEndToEndTest {

  private static final String PROMPT = "public static int max(int a, int b) {\n";

  private static JsonNode greedy = Json.read("{}");

  @TempDir private Path directory;

  @BeforeAll
  static void decodeGreedilyWithTheTargetAlone() {
    greedy = generate("--method", "target", "--temperature", "0");
    assertThat(greedy.path("tokens").size()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sd", "psd-e", "auto", "lookup+target:4", "lookup+draft:2+qualifier:3+target:4"})
  void greedyLosslessTextIsTheTargetsOwn(String method) {
    JsonNode other = generate("--method", method, "--temperature", "0");
    assertThat(other.path("tokens")).isEqualTo(greedy.path("tokens"));
    assertThat(other.path("text")).isEqualTo(greedy.path("text"));
  }

  @Test
  void autoWithASeedRepeatsItselfWhateverTheThreads() {
    JsonNode once = generate("--seed", "5", "--threads", "1");
    JsonNode again = generate("--seed", "5", "--threads", "2");
    assertThat(again.path("tokens")).isEqualTo(once.path("tokens"));
  }

  /** The promise of a seed, from end to end. */
  @ParameterizedTest
  @ValueSource(strings = {"0.3", "1", "1.5"})
  void aSeedGivesTheSameTextWhateverSpeculates(String temperature) {
    JsonNode target = generate("--method", "target", "--temperature", temperature, "--seed", "7");
    assertThat(target.path("tokens").size()).isGreaterThan(16);
    for (String method : List.of("sd", "psd-e", "lookup+draft:4+target:3", "auto")) {
      JsonNode other = generate("--method", method, "--temperature", temperature, "--seed", "7");
      assertThat(other.path("tokens")).as(method).isEqualTo(target.path("tokens"));
      assertThat(other.path("text")).isEqualTo(target.path("text"));
      assertThat(other.path("seed").asLong()).isEqualTo(7);
    }
  }

  @Test
  void whatIsKeptOfOtherRunsDoesNotChangeTheTextOfASeed() throws IOException {
    String before = System.setProperty(CacheDirectory.PROPERTY, directory.toString());
    try {
      JsonNode first = generate("--seed", "5");
      generate(); // learns
      assertThat(directory).isNotEmptyDirectory();
      JsonNode again = generate("--seed", "5");
      assertThat(again.path("tokens")).isEqualTo(first.path("tokens"));
    } finally {
      if (before == null) {
        System.clearProperty(CacheDirectory.PROPERTY);
      } else {
        System.setProperty(CacheDirectory.PROPERTY, before);
      }
    }
  }

  @Test
  void autoSaysWhatItUsedAndWhatItKnows() {
    JsonNode plan = generate("--temperature", "0").path("plan");
    long tokens =
        plan.path("compositions").valueStream().mapToLong(use -> use.path("tokens").asLong()).sum();
    assertThat(tokens).isGreaterThanOrEqualTo(24);
    assertThat(plan.path("estimates").valueStream().map(e -> e.path("level").asString()))
        .containsExactly("lookup", "draft", "qualifier", "target");
    // So short a response, whose code is only just being compiled, tries nothing else.
    assertThat(plan.path("ranking").valueStream().map(r -> r.path("composition").asString()))
        .contains("target");
  }

  /** Whatever layers propose, what comes out is the target's own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--method sd --draft layers:0-2",
        "--method sd --draft layers:0,4 --family java",
        "--method sd --draft layers:0-4 --target java-target",
        "--method psd-e --qualifier layers:0-3",
        "--method psd-e --draft layers:0 --qualifier layers:0-1,3",
        "--method psd-e --draft java-draft --qualifier layers:0-2,4 --target java-target"
      })
  void greedyTextOfLayersIsTheTargetsOwn(String options) {
    JsonNode other = generate((options + " --temperature 0").split(" "));
    assertThat(other.path("tokens")).isEqualTo(greedy.path("tokens"));
  }

  @Test
  void allLayersAgreeWithTheTargetWhateverItDraws() {
    JsonNode json = generate("--method", "sd", "--draft", "layers:0-4", "--seed", "5");
    JsonNode target = json.path("levels").path(1);
    assertThat(target.path("accepted")).isEqualTo(target.path("proposed"));
    assertThat(json.path("levels").path(0).path("model").asString())
        .isEqualTo("java-target.gguf[layers 0-4]");
  }

  @Test
  void layersCanBeMeasuredAsADraft() {
    Cli.Result result =
        run(
            ("bench decode --json --rounds 1 --warm-up 0 -n 8 --methods sd,psd-e --target"
                    + " java-target --qualifier layers:0-2 --draft layers:0")
                .split(" "));
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(
            Json.read(result.out())
                .path("models")
                .valueStream()
                .map(m -> m.path("name").asString()))
        .containsExactly(
            "java-target.gguf", "java-target.gguf[layers 0-2]", "java-target.gguf[layers 0]");
  }

  @Test
  void layersThatTheTargetDoesNotHaveAreWrongUsage() {
    Cli.Result result = run("generate", "--method", "sd", "--draft", "layers:0,5", "x");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("layers:0,5: layer 5 of 0,5 is not there, the model has layers 0 to 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"target", "sd", "fsd", "psd-f", "psd-a", "psd-e"})
  void everyMethodAddsUp(String method) {
    JsonNode json = generate("--method", method, "--seed", "1");
    assertThat(json.path("method").asString()).isEqualTo(method);
    assertThat(json.path("tokens").size()).isLessThanOrEqualTo(32).isPositive();
    JsonNode target = json.path("levels").path(json.path("levels").size() - 1);
    if (!method.equals("target")) {
      assertThat(target.path("accepted").asInt())
          .isLessThanOrEqualTo(target.path("proposed").asInt());
      assertThat(target.path("emitted").asInt()).isGreaterThanOrEqualTo(json.path("tokens").size());
    }
  }

  @Test
  void greedyLosslessTextIsTheTargetsOwnWithACacheOfHalfPrecisionToo() {
    JsonNode target = generate("--method", "target", "--temperature", "0", "--cache-type", "f16");
    JsonNode pyramid = generate("--method", "psd-e", "--temperature", "0", "--cache-type", "f16");
    assertThat(pyramid.path("tokens")).isEqualTo(target.path("tokens"));
  }

  @Test
  void aCacheOfHalfPrecisionChangesScoresALittle() {
    String[] score = {"score", "--json", "--model", "java-target", "--tokens", "931,474,417,970"};
    double single = Json.read(run(score).out()).path("perplexity").asDouble();
    String[] half = Arrays.copyOf(score, score.length + 2);
    half[score.length] = "--cache-type";
    half[score.length + 1] = "f16";
    double rounded = Json.read(run(half).out()).path("perplexity").asDouble();
    assertThat(rounded).isNotEqualTo(single).isCloseTo(single, within(0.01 * single));
  }

  @Test
  void streamedTextIsTheTextOfTheJson() {
    String json = generate("--seed", "3").path("text").asString();
    Cli.Result text = run("generate", "-n", "32", "--seed", "3", PROMPT);
    assertThat(text.out()).isEqualTo(json.endsWith("\n") ? json : json + "\n");
    assertThat(text.err()).isEmpty();
  }

  @Test
  void promptsShareTheModelsAndGiveOneTable() throws IOException {
    Path file = directory.resolve("prompts.jsonl");
    Files.writeString(
        file, "{\"id\":\"a\",\"prompt\":\"class A {\"}\n{\"id\":\"b\",\"prompt\":\"/**\"}\n");
    Cli.Result result = run("generate", "-n", "8", "--stats", "--prompts", file.toString());
    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("--- a\n").contains("--- b\n");
    assertThat(result.err()).contains("2 prompts, ");
  }

  @Test
  void tokensJoinedAreTheTextAgain() {
    String text = "int \u00e9 = \"\ud83d\ude00\";\n\t// \u4f60\u597d";
    JsonNode json = Json.read(run("tokenize", "--json", "--model", "java-target", PROMPT).out());
    String joined =
        String.join("", json.path("pieces").valueStream().map(JsonNode::asString).toList());
    assertThat(joined).isEqualTo(PROMPT);
    assertThat(run("tokenize", "--model", "java-target", text).code()).isZero();
  }

  @Test
  void aScoredTextScoresLikeItsTokens() throws IOException {
    Path file = Files.writeString(directory.resolve("text"), PROMPT);
    Cli.Result byText =
        run("score", "--json", "--model", "java-draft", "--text-file", file.toString());
    List<String> tokens =
        Json.read(byText.out()).path("tokens").valueStream().map(JsonNode::asString).toList();
    Cli.Result byTokens =
        run("score", "--json", "--model", "java-draft", "--tokens", String.join(",", tokens));
    assertThat(byTokens.out()).isEqualTo(byText.out());
    JsonNode json = Json.read(byText.out());
    assertThat(json.path("perplexity").asDouble())
        .isCloseTo(Math.exp(json.path("meanNegativeLogLikelihood").asDouble()), within(1e-9));
  }

  @Test
  void anEmbeddedModelCanBeInspected() {
    JsonNode json = Json.read(run("inspect", "--json", "java-target").out());
    assertThat(json.path("supported").asBoolean()).isTrue();
    assertThat(json.path("file").asString()).isEqualTo("java-target");
    assertThat(json.path("architecture").asString()).isEqualTo("llama");
    assertThat(json.path("tensors").size()).isPositive();
    assertThat(run("inspect", "java-target").out()).contains("architecture   llama");
  }

  @Test
  void theDoctorFindsEverythingThatGenerationNeeds() {
    assertThat(run("doctor").code()).isZero();
  }

  @Test
  void aFileThatIsNoModelIsOneLine() throws IOException {
    Path file = Files.writeString(directory.resolve("bad.gguf"), "GGUF but not really");
    for (String command : List.of("score --tokens 1 --model", "tokenize x --model", "inspect")) {
      Cli.Result result = run((command + " " + file).split(" "));
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).startsWith("pyramid: ").contains("bad.gguf");
      assertThat(result.err().lines()).hasSize(1);
    }
  }

  @Test
  void aPromptThatIsTooLongIsOneLine() {
    Cli.Result result = run("generate", "x y ".repeat(20_000));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("tokens, but the context holds");
    assertThat(result.err().lines()).hasSize(1);
  }

  private static JsonNode generate(String... options) {
    String[] args = new String[options.length + 5];
    args[0] = "generate";
    args[1] = "--json";
    args[2] = "-n";
    args[3] = "32";
    System.arraycopy(options, 0, args, 4, options.length);
    args[args.length - 1] = PROMPT;
    Cli.Result result = run(args);
    assertThat(result.code()).as(result.err()).isZero();
    return Json.read(result.out());
  }

  private static Cli.Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new Output(out),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false);
    int code = new PyramidCli(console, EngineModels::start).run(args);
    return new Cli.Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
