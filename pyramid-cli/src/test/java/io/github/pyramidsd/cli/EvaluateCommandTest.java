package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EvaluateCommandTest {

  private static final String STUDY =
      """
      name: small
      models: {family: embedded}
      sampling: {temperature: 0.8}
      methods:
        - method: target
        - {method: psd-a, tau-t: [0.3, 0.5]}
      tasks:
        - {kind: free, data: prompts.jsonl, max-tokens: 8}
      seeds: 2
      warm-up: 0
      """;

  @TempDir private Path directory;

  private String study(String text) throws IOException {
    Files.writeString(
        directory.resolve("prompts.jsonl"),
        "{\"id\": \"a\", \"prompt\": \"class A {\"}\n{\"id\": \"b\", \"prompt\": \"int x\"}\n");
    return Files.writeString(directory.resolve("small.yaml"), text).toString();
  }

  private Cli.Result run(String text, String... more) throws IOException {
    String[] args = new String[4 + more.length];
    args[0] = "evaluate";
    args[1] = study(text);
    args[2] = "--output";
    args[3] = directory.resolve("out").toString();
    System.arraycopy(more, 0, args, 4, more.length);
    return new Cli().run(args);
  }

  @Test
  void studyIsRunOnceAndThenTakenUp() throws IOException {
    Cli.Result first = run(STUDY, "--json");
    assertThat(first.err()).isEmpty();
    assertThat(first.code()).isZero();
    JsonNode summary = Json.read(first.out());
    assertThat(summary.path("runs").intValue()).isEqualTo(12);
    assertThat(summary.path("made").intValue()).isEqualTo(12);
    assertThat(summary.path("complete").booleanValue()).isTrue();
    Path results = directory.resolve("out/results.jsonl");
    String written = Files.readString(results);
    assertThat(written.lines()).hasSize(12);
    assertThat(Json.read(run(STUDY, "--json").out()).path("made").intValue()).isZero();
    assertThat(Files.readString(results)).isEqualTo(written);
    Cli.Result grown = run(STUDY.replace("seeds: 2", "seeds: 3"), "--json");
    assertThat(Json.read(grown.out()).path("made").intValue()).isEqualTo(6);
    assertThat(Files.readString(results)).startsWith(written);
  }

  @Test
  void checkSaysWhatWouldBeRunAndRunsNothing() throws IOException {
    Cli.Result result = run(STUDY, "--check");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("psd-a draft-length=2 block-length=3 tau-t=0.3\n")
        .contains("3 configurations, 1 tasks, 12 runs, to be kept in " + directory.resolve("out"));
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void wrongStudyFailsBeforeAnyRunAndNamesLineAndKey() throws IOException {
    Cli.Result result = run(STUDY.replace("0.5", "5"));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "pyramid: %s:6: methods[1].tau-t[1] is 5, expected 0 (exact) to 1, which divergences tv, js and draft-token reach\n"
                .formatted(directory.resolve("small.yaml")));
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void resultsOfAnotherStudyAreNotTouched() throws IOException {
    run(STUDY);
    String written = Files.readString(directory.resolve("out/results.jsonl"));
    Cli.Result result = run(STUDY.replace("0.8", "0.9"));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("results.jsonl:1: of another study");
    assertThat(Files.readString(directory.resolve("out/results.jsonl"))).isEqualTo(written);
  }

  @Test
  void filesOfTheUsersAreNotReplacedNorCut() throws IOException {
    Path out = Files.createDirectories(directory.resolve("out"));
    for (String name : new String[] {"summary.csv", "report.html", "results.jsonl"}) {
      Path mine = Files.writeString(out.resolve(name), "mine");
      Cli.Result result = run(STUDY);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains(name).contains("give another").contains("output");
      assertThat(mine).hasContent("mine");
      Files.delete(mine);
    }
    Path file = Files.writeString(directory.resolve("file"), "mine");
    String study = study(STUDY);
    for (String output : new String[] {file.toString(), "-", "/dev/null"}) {
      Cli.Result result = new Cli().run("evaluate", study, "--output", output);
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("--output is " + output + ", expected a directory");
    }
    assertThat(file).hasContent("mine");
  }

  @Test
  void namesOfSpecialTokensAreTokensIfTheStudySaysSo() throws IOException {
    String free = STUDY.replace("temperature: 0.8}", "temperature: 0.8}\nspecial: true");
    study(free);
    Files.writeString(
        directory.resolve("prompts.jsonl"), "{\"id\": \"a\", \"prompt\": \"int x\"}\n");
    String study = directory.resolve("small.yaml").toString();
    String out = directory.resolve("out").toString();
    assertThat(new Cli().run("evaluate", study, "--output", out).code()).isZero();
    Files.writeString(directory.resolve("small.yaml"), STUDY);
    assertThat(new Cli().run("evaluate", study, "--output", out).err())
        .contains("of another study");
  }

  @Test
  void missingStudyIsTold() {
    Cli.Result result = new Cli().run("evaluate", "gone.yaml");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("pyramid: gone.yaml: no such file\n");
  }

  @Test
  void sparkWithoutItsModuleIsTold() throws IOException {
    Cli.Result result = run(STUDY, "--spark", "local[2]");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("the module pyramid-spark is not on the class path");
  }

  @Test
  void timeLeftIsSaidAsPeopleDo() {
    assertThat(EvaluateProgress.about(Duration.ofSeconds(7))).isEqualTo("7 s");
    assertThat(EvaluateProgress.about(Duration.ofSeconds(150))).isEqualTo("3 min");
    assertThat(EvaluateProgress.about(Duration.ofMinutes(200))).isEqualTo("3 h 20 min");
  }
}
