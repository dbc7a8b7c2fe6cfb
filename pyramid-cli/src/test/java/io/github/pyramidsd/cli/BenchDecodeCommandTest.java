package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.evaluation.statistics.Spread;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
import tools.jackson.databind.JsonNode;

class BenchDecodeCommandTest {

  private static final String FAKES = " --target target --qualifier qualifier --draft draft";

  @TempDir private Path directory;

  @Test
  void theEmbeddedFamilyIsMeasuredByDefault() {
    Cli.Result result = real("bench decode --json --rounds 2 --warm-up 0 -n 8 --threads 1");
    JsonNode json = Json.read(result.out());
    assertThat(json.propertyNames())
        .containsExactly(
            "models",
            "threads",
            "kernel",
            "vectorBits",
            "prompts",
            "rounds",
            "warmUp",
            "maxTokens",
            "temperature",
            "seed",
            "methods");
    assertThat(json.path("models").valueStream().map(model -> model.path("role").asString()))
        .containsExactly("target", "qualifier", "draft");
    assertThat(json.path("models").path(0).path("synthetic").isNull()).isTrue();
    assertThat(json.path("prompts").asString()).isEqualTo("held-out Java");
    assertThat(labels(json)).containsExactly("target", "sd", "psd-e");
    for (JsonNode method : json.path("methods")) {
      assertThat(method.propertyNames())
          .containsExactly(
              "method",
              "label",
              "draftLength",
              "blockLength",
              "lossless",
              "tokensPerSecond",
              "speedup",
              "steady",
              "tokensPerTargetPass",
              "acceptance",
              "deviationBound",
              "savedRejections",
              "tokens",
              "speeds",
              "passes");
      assertThat(method.path("tokens").asInt()).isEqualTo(16);
      assertThat(method.path("speeds").size()).isEqualTo(2);
      assertThat(method.path("deviationBound").asDouble()).isZero();
      assertThat(method.path("tokensPerSecond").path("min").asDouble()).isPositive();
    }
    JsonNode target = json.path("methods").path(0);
    assertThat(target.path("speedup").toString())
        .isEqualTo("{\"median\":1.0,\"min\":1.0,\"max\":1.0}");
    assertThat(target.path("draftLength").isNull()).isTrue();
    JsonNode pyramid = json.path("methods").path(2);
    assertThat(pyramid.path("acceptance").valueStream().map(a -> a.path("level").asString()))
        .containsExactly("qualifier", "target");
    assertThat(pyramid.path("tokensPerTargetPass").asDouble()).isGreaterThan(1);
    assertThat(target.path("steady").path("speedup").asDouble()).isEqualTo(1);
    JsonNode passes = target.path("passes");
    assertThat(passes).hasSize(1);
    assertThat(passes.path(0).path("tokens").asInt()).isEqualTo(1);
    assertThat(passes.path(0).path("count").asInt()).isEqualTo(16);
    assertThat(
            pyramid
                .path("passes")
                .valueStream()
                .map(pass -> pass.path("model").asString())
                .distinct())
        .hasSize(3);
  }

  @Test
  void itWarmsUpForSecondsUnlessToldHowOften() throws IOException {
    String options = "--json --temperature 0 --methods target";
    assertThat(Json.read(fake(new Cli(), options).out()).path("warmUp").asInt()).isEqualTo(32);
    assertThat(Json.read(fake(new Cli(), options + " --warm-up 2").out()).path("warmUp").asInt())
        .isEqualTo(2);
  }

  @Test
  void methodsMayHaveLengthsOfTheirOwnAndTargetIsAlwaysMeasured() throws IOException {
    Cli cli = new Cli();
    JsonNode json =
        Json.read(fake(cli, "--json --methods sd:4,sd,psd-f:2:5 --draft-length 3").out());
    assertThat(labels(json)).containsExactly("target", "sd:4", "sd", "psd-f:2:5");
    assertThat(json.path("methods").valueStream().map(m -> m.path("draftLength").toString()))
        .containsExactly("null", "4", "3", "2");
    assertThat(json.path("methods").valueStream().map(m -> m.path("blockLength").toString()))
        .containsExactly("null", "null", "null", "5");
    assertThat(json.path("methods").path(3).path("lossless").asBoolean()).isFalse();
    assertThat(cli.openedNames()).containsExactly("draft", "qualifier", "target");
    assertThat(cli.opened()).allMatch(FakeModel::isClosed);
  }

  @Test
  void responsesGoOnAfterTheirEndSoThatAllAreEquallyLong() throws IOException {
    JsonNode json = Json.read(fake(new Cli(), "--json --temperature 0 -n 40").out());
    for (JsonNode method : json.path("methods")) {
      assertThat(method.path("tokens").asInt()).isEqualTo(3 * 40);
    }
  }

  @Test
  void whereSpeculationDoesNotPayItSaysSo() {
    assertThat(report(1).warning()).isNull();
    assertThat(report(1, 0.9, 1.2).warning()).isNull();
    assertThat(report(1, 0.7, 0.834).warning())
        .isEqualTo(
            "speculation does not pay here: sd:2 comes next to plain target, with 0.83 of its"
                + " speed");
  }

  private static DecodeReport report(double... speedups) {
    List<DecodeReport.MethodReport> methods = new ArrayList<>();
    for (int i = 0; i < speedups.length; i++) {
      Spread spread = new Spread(speedups[i], 0.1, 2);
      methods.add(
          new DecodeReport.MethodReport(
              "sd",
              "sd:" + i,
              i,
              null,
              true,
              spread,
              spread,
              new Measurement.Steady(1, speedups[i]),
              1,
              List.of(),
              0.0,
              0,
              8,
              List.of(),
              List.of(),
              null));
    }
    return new DecodeReport(List.of(), 1, "vector", 256, "random tokens", 1, 0, 8, 0, 1, methods);
  }

  @Test
  void textNamesTheModelsAndEachMethod() throws IOException {
    Cli.Result result = fake(new Cli(), "--methods psd-e --temperature 0");
    assertThat(result.out().lines().toList())
        .startsWith("target     target", "qualifier  qualifier", "draft      draft")
        .anyMatch(line -> line.startsWith("1 thread, fake kernels, 3 rounds of 16 tokens"))
        .anyMatch(line -> line.startsWith("method ") && line.contains("× target"))
        .anyMatch(line -> line.startsWith("target ") && line.contains("  1.00  "))
        .anyMatch(line -> line.startsWith("psd-e ") && line.contains("target 100.0%"));
  }

  @Test
  void aPromptThatDoesNotFitIsNamed() throws IOException {
    Path file = directory.resolve("long.jsonl");
    Files.writeString(file, "{\"prompt\": \"abc\"}\n{\"prompt\": \"" + "a".repeat(64) + "\"}\n");
    Cli.Result result =
        new Cli().run(("bench decode --warm-up 0 --prompts " + file + FAKES).split(" "));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("long.jsonl, prompt 2: the prompt has 64 tokens");
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void anOptionThatNoMethodUsesIsPointedOut() throws IOException {
    assertThat(fake(new Cli(), "--methods target,sd --temperature 0 --block-length 3").err())
        .contains("note: --block-length has no effect with --methods target,sd\n")
        .contains(
            "note: --qualifier qualifier is not loaded: --methods target,sd has no qualifier");
  }

  @Test
  void eachRoundHasAnotherPromptUntilTheyAreUsedUp() throws IOException {
    BenchPrompts prompts = BenchPrompts.of(null, new FakeModel("target", 1, 0));
    assertThat(prompts.prompts()).hasSize(36);
    assertThat(prompts.ofRound(36)).isEqualTo(prompts.ofRound(0));
    assertThat(Stream.of(0, 1, 2, 3).map(prompts::ofRound).distinct()).hasSize(4);
    assertThat(BenchPrompts.of(null, new FakeModel("target", 1, 0)).ofRound(7))
        .isEqualTo(prompts.ofRound(7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --methods sd,psd        | 'psd' is not one of auto, target, sd, fsd, psd-f, psd-a, psd-e
          --methods sd:0          | 'sd:0' has a length of '0', expected 1 to 64
          --methods sd:2:3        | 'sd:2:3' has 2 lengths, expected at most 1, which sd has
          --methods sd,sd         | --methods has sd twice, expected each once
          --rounds 0              | --rounds is 0, expected 1 or more
          --warm-up -1            | --warm-up is -1, expected 0 or more
          --draft-length 0        | --draft-length is 0, expected 1 to 64
          --target t --draft d    | method psd-e needs --qualifier FILE, or use --methods auto or target or sd or fsd
          """)
  void wrongUsageNamesTheValueAndTheRange(String options, String message) {
    Cli.Result result = new Cli().run(("bench decode " + options.strip()).split(" "));
    assertThat(result.err())
        .contains(message.strip())
        .endsWith("(see: pyramid bench decode --help)\n");
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.code()).isEqualTo(2);
  }

  @Test
  void helpNamesTheDefaults() {
    assertThat(new Cli().run("bench", "decode", "--help").out())
        .startsWith("Usage: pyramid bench decode")
        .contains("default target,sd,psd-e");
  }

  private Cli.Result fake(Cli cli, String options) throws IOException {
    Path file = directory.resolve("prompts.jsonl");
    Files.writeString(file, "{\"prompt\": \"abc\"}\n{\"prompt\": \"hij\"}\n");
    String length = options.contains("-n ") ? "" : " -n 16";
    String line = "bench decode --rounds 3 --seed 1 --prompts " + file + FAKES + length;
    Cli.Result result = cli.run((line + " " + options).split(" "));
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  private static List<String> labels(JsonNode json) {
    return json.path("methods").valueStream().map(m -> m.path("label").asString()).toList();
  }

  private static Cli.Result real(String line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new Output(out),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false);
    int code = new PyramidCli(console, EngineModels::start).run(line.split(" "));
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return new Cli.Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
