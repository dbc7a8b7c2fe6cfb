package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class GenerateCommandTest {

  private static final List<String> FIELDS =
      List.of(
          "text",
          "tokens",
          "promptTokens",
          "finishReason",
          "method",
          "seed",
          "seconds",
          "promptSeconds",
          "tokensPerSecond",
          "deviationBound",
          "levels",
          "plan");
  private static final List<String> LEVEL_FIELDS =
      List.of(
          "level",
          "model",
          "passes",
          "tokensForwarded",
          "proposed",
          "accepted",
          "acceptanceRate",
          "replaced",
          "bonus",
          "seconds",
          "meanEntropy");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"target", "sd", "fsd", "psd-f", "psd-a", "psd-e"})
  void greedyTextIsPrintedAndNothingElse(String method) {
    Cli.Result result =
        new Cli().run("generate", "--method", method, "--temperature", "0", "-n", "4", "abc");
    assertThat(result).isEqualTo(new Cli.Result(0, "defg\n", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "target,java-target",
    "sd,java-draft java-target",
    "psd-e,java-draft java-qualifier java-target"
  })
  void onlyTheModelsThatTheMethodNeedsAreOpened(String method, String names) {
    Cli cli = new Cli();
    cli.run("generate", "--method", method, "abc");
    assertThat(cli.openedNames()).containsExactly(names.split(" "));
    assertThat(cli.opened()).allMatch(FakeModel::isClosed);
  }

  @Test
  void whatTheMethodDoesNotUseIsSaid() {
    Cli cli = new Cli();
    Cli.Result result =
        cli.run(
            ("generate --target target --draft draft --qualifier q.gguf --method sd --tau-q 0.3"
                    + " --block-length 4 --temperature 0 --top-p 0.5 -n 1 abc")
                .split(" "));
    assertThat(cli.openedNames()).containsExactly("draft", "target");
    assertThat(result.err().lines())
        .containsExactly(
            "pyramid: note: --qualifier q.gguf is not loaded: method sd has no qualifier",
            "pyramid: note: --block-length has no effect with --method sd",
            "pyramid: note: --tau-q has no effect with --method sd",
            "pyramid: note: --top-p has no effect at temperature 0");
    assertThat(result.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "target,--draft-length=2,true",
    "sd,--draft-length=2,false",
    "sd,--tau-t=1,true",
    "fsd,--tau-t=1,false",
    "fsd,--tau-q=1,true",
    "fsd,--divergence=js,false",
    "psd-a,--tau-q=1,true",
    "psd-f,--tau-q=1,false",
    "psd-e,--divergence=js,true",
    "psd-e,--on-divergence=resample,true",
    "psd-e,--max-deviation=1,true",
    "psd-a,--max-deviation=1,false",
    "fsd,--block-length=2,true",
    "psd-e,--block-length=2,false"
  })
  void anOptionIsRemarkedOnExactlyWhereTheMethodIgnoresIt(
      String method, String option, boolean remarked) {
    String err = new Cli().run("generate", "--method", method, option, "-n", "1", "abc").err();
    assertThat(err.contains("has no effect")).isEqualTo(remarked);
  }

  @Test
  void standardInputIsReadWithoutPrompt() {
    Cli.Result result =
        new Cli()
            .input("x y".getBytes(StandardCharsets.UTF_8))
            .run("generate", "--temperature", "0", "-n", "2");
    assertThat(result.out()).isEqualTo("z \n");
  }

  @Test
  void aPromptMayBeginWithAnAtSign() {
    assertThat(new Cli().run("generate", "--json", "-n", "1", "@Override").out())
        .contains("\"promptTokens\":9");
  }

  @Test
  void textEndsInExactlyOneAddedLineBreakAndCharactersAreWhole() {
    Cli.Result result = new Cli().run("generate", "--temperature", "0", "xyz");
    assertThat(result.out()).isEqualTo(" \u00e9\n");
  }

  @Test
  void aStopStringEndsTheText() {
    Cli.Result result =
        new Cli().run("generate", "--temperature", "0", "--stop", "gh", "--stop", "xx", "abc");
    assertThat(result.out()).isEqualTo("def\n");
  }

  @Test
  void jsonHasTheFieldsOfItsContractInTheirOrder() {
    Cli.Result result = new Cli().run("generate", "--json", "--seed", "7", "-n", "5", "abc");
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines()).hasSize(1);
    JsonNode json = Json.read(result.out());
    assertThat(json.propertyNames()).containsExactlyElementsOf(FIELDS);
    assertThat(json.path("seed").asLong()).isEqualTo(7);
    assertThat(json.path("method").asString()).isEqualTo("auto");
    assertThat(json.path("finishReason").asString()).isEqualTo("max-tokens");
    assertThat(json.path("promptTokens").asInt()).isEqualTo(3);
    assertThat(json.path("deviationBound").asDouble(-1)).isZero();
    assertThat(json.path("tokens").size()).isEqualTo(5);
    JsonNode levels = json.path("levels");
    assertThat(levels.valueStream().map(level -> level.path("level").asString()))
        .containsExactly("lookup", "draft", "qualifier", "target");
    for (JsonNode level : levels) {
      assertThat(level.propertyNames()).startsWith(LEVEL_FIELDS.toArray(String[]::new));
    }
  }

  @Test
  void whatDoesNotExistIsNullInJson() {
    JsonNode plain =
        Json.read(new Cli().run("generate", "--json", "--method", "target", "a").out());
    assertThat(plain.path("levels").path(0).path("acceptanceRate").isNull()).isTrue();
    JsonNode uncertified =
        Json.read(
            new Cli()
                .run("generate", "--json", "--method", "fsd", "--divergence", "draft-token", "a")
                .out());
    assertThat(uncertified.path("deviationBound").isNull()).isTrue();
  }

  @Test
  void aReportedSeedRepeatsTheResponseByAnyLosslessMethod() {
    JsonNode first = hot("psd-e", "--seed", "5");
    assertThat(first.path("seed").asLong()).isEqualTo(5);
    assertThat(first.path("tokens").size()).isGreaterThan(1);
    for (String method : List.of("psd-e", "target", "sd", "lookup+draft:4+target:3", "auto")) {
      assertThat(hot(method, "--seed", first.path("seed").asString()).path("tokens"))
          .as(method)
          .isEqualTo(first.path("tokens"));
    }
    assertThat(hot("psd-e", "--seed", "6").path("tokens")).isNotEqualTo(first.path("tokens"));
  }

  @Test
  void withoutASeedNoneIsReportedAndResponsesDiffer() {
    List<JsonNode> responses = Stream.generate(() -> hot("psd-e")).limit(8).toList();
    assertThat(responses).allMatch(json -> json.path("seed").isNull());
    assertThat(responses.stream().map(json -> json.path("tokens").toString()).distinct().count())
        .isGreaterThan(1);
    String[] stats = "generate --method target --stats -n 2 abc".split(" ");
    assertThat(new Cli().run(stats).err()).contains(", no seed,");
  }

  private static JsonNode hot(String method, String... options) {
    List<String> args =
        new ArrayList<>(
            List.of("generate", "--json", "--method", method, "--temperature", "9", "-n", "24"));
    args.addAll(List.of(options));
    args.add("a");
    Cli.Result result = new Cli().run(args.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return Json.read(result.out());
  }

  @Test
  void statisticsAreATableOnStandardError() {
    Cli.Result result =
        new Cli()
            .run("generate --method psd-e --stats --temperature 0 --seed 5 -n 6 abc".split(" "));
    assertThat(result.out()).isEqualTo("defghi\n");
    List<String> lines = result.err().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.getFirst().strip().split(" +"))
        .containsExactly(
            "level",
            "model",
            "passes",
            "tokens",
            "proposed",
            "accepted",
            "rate",
            "replaced",
            "bonus",
            "ms",
            "entropy");
    assertThat(lines.get(1)).startsWith("draft      java-draft ");
    assertThat(lines.get(3)).startsWith("target     java-target ").contains("100.0%");
    assertThat(lines.get(4))
        .matches(
            "6 tokens in [0-9.]+ s \\([0-9.]+ tokens/s\\), prompt 3 tokens in [0-9.]+ s, finish"
                + " max-tokens, method psd-e, seed 5, deviation bound 0 \\(lossless\\)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --method=fsd --temperature=2                            | deviation bound [0-9]+\\.[0-9]{4}$
          --method=fsd --temperature=2 --max-deviation=0          | deviation bound 0\\.0000$
          --method=fsd --temperature=2 --divergence=draft-token   | deviation bound none: draft-token
          """)
  void statisticsShowTheDeviationBound(String options, String expected) {
    String[] args = ("generate --stats " + options.strip() + " abc").split(" +");
    assertThat(new Cli().run(args).err().strip()).containsPattern(expected.strip());
  }

  @Test
  void eachPieceHasTheColourOfItsLevel() {
    Cli.Result result =
        new Cli()
            .run(
                "generate",
                "--color",
                "--method=sd",
                "--draft-length=3",
                "--temperature=0",
                "-n4",
                "a");
    assertThat(result.err()).contains("\u001b[38;5;33mdraft").contains("\u001b[38;5;28mtarget");
    assertThat(result.out())
        .isEqualTo(
            "\u001b[38;5;33mb\u001b[0m\u001b[38;5;33mc\u001b[0m\u001b[38;5;33md\u001b[0m"
                + "\u001b[38;5;28me\u001b[0m\n");
  }

  @Test
  void manyPromptsGiveOneJsonObjectEach() throws IOException {
    Path file =
        prompts("{\"id\":\"first\",\"prompt\":\"abc\",\"more\":1}", "", "{\"prompt\":\"x\"}");
    Cli cli = new Cli();
    Cli.Result result = cli.run("generate", "--json", "--prompts", file.toString());
    List<JsonNode> objects = result.out().lines().map(Json::read).toList();
    assertThat(objects.stream().map(json -> json.path("id").asString()))
        .containsExactly("first", "3");
    assertThat(objects.getFirst().propertyNames()).startsWith(FIELDS.toArray(String[]::new));
    assertThat(cli.opened()).hasSize(3);
  }

  @Test
  void aLineOfManyPromptsSaysWhatIsDifferentForIt() throws IOException {
    Path file = prompts("\uFEFF{\"prompt\":\"abc\",\"maxTokens\":1}", "{\"prompt\":\"x\"}");
    Cli.Result result =
        new Cli().run("generate", "--temperature=0", "-n=2", "--prompts", file.toString());
    assertThat(result.out()).isEqualTo("--- 1\nd\n--- 2\nyz\n");
  }

  @Test
  void namesOfSpecialTokensAreTokensOnlyIfAskedAndElseItIsSaid() {
    Cli.Result plain = new Cli().run("generate", "--json", "-n=1", "<|256|>");
    assertThat(plain.err())
        .isEqualTo(
            "pyramid: note: the prompt contains <|256|> as plain text; --special makes it a token\n");
    assertThat(Json.read(plain.out()).path("promptTokens").asInt()).isEqualTo(7);
    Cli.Result special = new Cli().run("generate", "--special", "--json", "-n=1", "<|256|>");
    assertThat(special.err()).isEmpty();
    assertThat(Json.read(special.out()).path("promptTokens").asInt()).isEqualTo(1);
  }

  @Test
  void aFullContextIsSaid() {
    assertThat(new Cli().run("generate", "--ctx=8", "abc").err())
        .contains("note: the context is full after 8 tokens")
        .contains("raise --ctx");
    assertThat(new Cli().run("generate", "--ctx=8", "-n=2", "abc").err()).isEmpty();
  }

  @Test
  void anEmptyPromptIsTreatedAlikeWhereverItComesFrom() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty"));
    Path many = prompts("{\"prompt\":\"\"}");
    String problem = "the prompt is empty, and the model begins with no token of its own";
    assertThat(new Cli().run("generate", "").err()).contains(problem);
    assertThat(new Cli().run("generate").err()).contains(problem);
    assertThat(new Cli().run("generate", "--prompt-file", empty.toString()).err())
        .contains(problem);
    assertThat(new Cli().run("generate", "--prompts", many.toString()).err()).contains(problem);
    assertThat(new Cli().run("batch", many.toString(), "-o", "-").err()).contains(problem);
    assertThat(new Cli().run("score", "--model=m", "--text-file", empty.toString()).err())
        .contains(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "--draft-length=65, --draft-length is 65",
    "--block-length=0, --block-length is 0",
    "--lookup=65, --lookup is 65",
    "--method=draft+target:65, has a length of '65'"
  })
  void blockLengthsHaveALimit(String option, String problem) {
    Cli.Result result = new Cli().run("generate", option, "abc");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(problem).contains(" to 64");
  }

  @Test
  void manyPromptsGiveOneTable() throws IOException {
    Path file = prompts("{\"id\":\"p1\",\"prompt\":\"abc\"}", "{\"id\":\"p2\",\"prompt\":\"mn\"}");
    Cli.Result result =
        new Cli()
            .run(
                "generate",
                "--method",
                "psd-e",
                "--stats",
                "-n",
                "2",
                "--temperature",
                "0",
                "--prompts",
                file.toString());
    assertThat(result.out()).isEqualTo("--- p1\nde\n--- p2\nop\n");
    assertThat(result.err().lines()).hasSize(5);
    assertThat(result.err())
        .containsPattern("2 prompts, 4 tokens in [0-9.]+ s \\([0-9.]+ tokens/s, median [0-9.]+\\)")
        .contains("finish max-tokens (2)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"prompt":"abc"                 | :2: not JSON
          {"text":"abc"}                  | :2: expected an object with a text "prompt"
          ["abc"]                         | :2: expected an object with a text "prompt"
          {"prompt":7}                    | :2: "prompt" is 7, expected a text
          """)
  void aBadLineOfPromptsIsNamed(String line, String message) throws IOException {
    Path file = prompts("{\"prompt\":\"a\"}", line.strip());
    Cli.Result result = new Cli().run("generate", "--prompts", file.toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).startsWith("pyramid: " + file + message.strip());
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void aPromptOfManyThatIsTooLongIsNamed() throws IOException {
    Path file = prompts("{\"id\":\"long\",\"prompt\":\"" + "x".repeat(70) + "\"}");
    assertThat(new Cli().run("generate", "--prompts", file.toString()).err())
        .contains("pyramid: prompt long: the prompt has 70 tokens");
  }

  private Path prompts(String... lines) throws IOException {
    return Files.writeString(directory.resolve("prompts.jsonl"), String.join("\n", lines));
  }
}
