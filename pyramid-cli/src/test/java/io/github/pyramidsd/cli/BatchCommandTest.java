package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BatchCommandTest {

  private static final String[] GREEDY = {"--method=sd", "--temperature=0", "-n=4"};
  private static final String PROMPTS =
      """
      {"prompt": "a"}
      {"prompt": "e", "maxTokens": 2}
      {"id": "last", "prompt": "i"}
      """;

  @TempDir private Path directory;

  @Test
  void everyPromptIsCompletedAsItsLineSays() throws IOException {
    Cli.Result result = batch(PROMPTS, GREEDY);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(texts()).containsExactly("1 bcde", "2 fg", "last jklm");
    assertThat(lines().getFirst().path("finishReason").asString()).isEqualTo("max-tokens");
  }

  @Test
  void theSameSeedGivesTheSameTokensInAnyOrder() throws IOException {
    batch(PROMPTS, "--method=sd", "--seed=5", "--temperature=2", "-n=9");
    List<String> texts = texts();
    Files.delete(output());
    String reversed =
        String.join("\n", PROMPTS.lines().toList().reversed())
            .replace("{\"prompt\": \"a\"}", "{\"prompt\": \"a\", \"id\": \"1\"}")
            .replace("{\"prompt\": \"e\"", "{\"id\": \"2\", \"prompt\": \"e\"");
    batch(reversed, "--method=sd", "--seed=5", "--temperature=2", "-n=9");
    assertThat(texts()).containsExactlyInAnyOrderElementsOf(texts);
  }

  @Test
  void calledAgainItGoesOnAndSaysSo() throws IOException {
    batch(PROMPTS, GREEDY);
    String whole = Files.readString(output());
    Files.writeString(output(), whole.substring(0, whole.indexOf('\n') + 20));
    Cli.Result second = batch(PROMPTS, GREEDY);
    assertThat(second.code()).isZero();
    assertThat(second.err()).contains("line 2 was not finished").contains("1 of 3 prompts are");
    assertThat(texts()).containsExactly("1 bcde", "2 fg", "last jklm");
    Cli cli = new Cli();
    Cli.Result third = run(cli, GREEDY);
    assertThat(third.err()).contains("all 3 prompts are completed already");
    assertThat(cli.opened()).isEmpty();
  }

  @Test
  void otherOptionsDoNotContinueAFile() throws IOException {
    batch(PROMPTS, GREEDY);
    for (String[] other :
        new String[][] {
          {"--method=sd", "--temperature=0", "-n=5"},
          {"--method=target", "--temperature=0", "-n=4"},
          {"--method=sd", "--temperature=0", "-n=4", "--draft-length=9"},
          {"--method=sd", "--temperature=0", "-n=4", "--seed=1", "--draft=d", "--target=t"}
        }) {
      Cli.Result result = batch(PROMPTS, other);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains(output() + ":1: prompt \"1\" was completed with other");
    }
  }

  @Test
  void aBadLineIsNamedBeforeAnyModelIsOpened() throws IOException {
    Cli cli = new Cli();
    Files.writeString(prompts(), PROMPTS + "{\"prompt\": 1}\n");
    Cli.Result result = run(cli, GREEDY);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains(prompts() + ":4: \"prompt\" is 1, expected a text");
    assertThat(cli.opened()).isEmpty();
    assertThat(output()).doesNotExist();
  }

  @Test
  void aPromptThatDoesNotFitIsNamedBeforeAnyIsCompleted() throws IOException {
    Cli.Result result = batch(PROMPTS + "{\"prompt\": \"%s\"}\n".formatted("a".repeat(99)), GREEDY);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("line 4: prompt \"4\": has 99 tokens, expected fewer than 64");
    assertThat(output()).isEmptyFile();
  }

  @Test
  void aFileOfTheUsersIsNotTouched() throws IOException {
    Files.writeString(output(), "all that I ever wrote");
    Cli.Result result = batch(PROMPTS, GREEDY);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains(output() + ":1: the line has no end")
        .contains("another output");
    assertThat(output()).hasContent("all that I ever wrote");
  }

  @Test
  void aTornLineStaysUntilAllElseWasChecked() throws IOException {
    batch(PROMPTS, GREEDY);
    String torn = Files.readString(output()).stripTrailing();
    Files.writeString(output(), torn);
    Cli.Result result = run(new Cli().broken(), GREEDY);
    assertThat(result.code()).isEqualTo(1);
    assertThat(Files.readString(output())).isEqualTo(torn);
  }

  @Test
  void thePromptsAreNoOutputByWhateverName() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), prompts());
    Files.writeString(prompts(), PROMPTS);
    Path hard = Files.createLink(directory.resolve("hard"), prompts());
    for (Path same :
        List.of(prompts(), link, hard, directory.resolve(".").resolve("prompts.jsonl"))) {
      Cli.Result result = new Cli().run("batch", prompts().toString(), "-o", same.toString());
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("is the file of the prompts");
      assertThat(prompts()).hasContent(PROMPTS);
    }
  }

  @Test
  void aDashIsStandardOutput() throws IOException {
    Files.writeString(prompts(), PROMPTS);
    Cli.Result result =
        new Cli().run("batch", prompts().toString(), "-o", "-", "--temperature=0", "-n=4");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines().map(line -> Json.read(line).path("text").asString()))
        .containsExactly("bcde", "fg", "jklm");
    assertThat(Path.of("-")).doesNotExist();
  }

  @Test
  void otherModelsUnderTheSameNameOrAnotherCacheDoNotContinueAFile() throws IOException {
    batch(PROMPTS, GREEDY);
    for (Cli.Result other :
        List.of(
            run(new Cli().content("other"), GREEDY),
            run(new Cli(), "--method=sd", "--temperature=0", "-n=4", "--cache-type=f16"))) {
      assertThat(other.code()).isEqualTo(1);
      assertThat(other.err()).contains("was completed with other models or options");
    }
  }

  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    assertThat(batch("\uFEFF" + PROMPTS, GREEDY).code()).isZero();
    assertThat(texts()).containsExactly("1 bcde", "2 fg", "last jklm");
  }

  @Test
  void sparkAndParquetNeedTheModuleThatHasThem() throws IOException {
    Files.writeString(prompts(), PROMPTS);
    Cli.Result spark = run(new Cli(), "--spark=local[2]");
    assertThat(spark.code()).isEqualTo(1);
    assertThat(spark.err()).contains("the module pyramid-spark is not on the class path");
    Cli.Result parquet =
        new Cli()
            .run("batch", prompts().toString(), "-o", directory.resolve("x.parquet").toString());
    assertThat(parquet.code()).isEqualTo(2);
    assertThat(parquet.err()).contains("expected a file of JSON lines, or --spark as well");
  }

  @Test
  void killedAndResumedItIsAsIfItHadNotBeenKilled() throws IOException, InterruptedException {
    String many =
        String.join(
            "",
            Stream.of("a b c d e f".split(" ")).map("{\"prompt\":\"%s\"}%n"::formatted).toList());
    Files.writeString(prompts(), many);
    for (int kill = 0; kill < 2; kill++) {
      Process process = start();
      long size = Files.exists(output()) ? Files.size(output()) : 0;
      while (process.isAlive() && (!Files.exists(output()) || Files.size(output()) == size)) {
        Thread.sleep(10);
      }
      process.destroyForcibly(); // SIGKILL
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    }
    int kept = Files.readAllLines(output()).size();
    assertThat(kept).isBetween(2, 5);
    assertThat(run(new Cli(), GREEDY).code()).isZero();
    assertThat(texts()).containsExactly("1 bcde", "2 cdef", "3 defg", "4 efgh", "5 fghi", "6 ghij");
  }

  private Process start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FakeMain.class.getName()));
    command.addAll(List.of(arguments(GREEDY)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("out").toFile())
        .start();
  }

  private Cli.Result batch(String text, String... options) throws IOException {
    Files.writeString(prompts(), text);
    return run(new Cli(), options);
  }

  private Cli.Result run(Cli cli, String... options) {
    return cli.run(arguments(options));
  }

  private String[] arguments(String... options) {
    return Stream.concat(
            Stream.of("batch", prompts().toString(), "--output", output().toString()),
            Arrays.stream(options))
        .toArray(String[]::new);
  }

  private List<JsonNode> lines() throws IOException {
    return Files.readAllLines(output()).stream().map(Json::read).toList();
  }

  private List<String> texts() throws IOException {
    return lines().stream()
        .map(line -> line.path("id").asString() + " " + line.path("text").asString())
        .toList();
  }

  private Path prompts() {
    return directory.resolve("prompts.jsonl");
  }

  private Path output() {
    return directory.resolve("completions.jsonl");
  }
}
