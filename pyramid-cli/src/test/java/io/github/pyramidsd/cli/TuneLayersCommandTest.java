package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.engine.LayerSubset;
import io.github.pyramidsd.evaluation.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TuneLayersCommandTest {

  /** The surefire configuration puts it below target. */
  private static final Path CACHE = Path.of(System.getProperty(CacheDirectory.PROPERTY, ""));

  @TempDir private Path folder;

  /** Layers alone: other tests use the rest at the same time. */
  @BeforeEach
  void forgetLayers() throws IOException {
    assertThat(CACHE).hasFileName("cache");
    if (Files.isDirectory(CACHE)) {
      try (var files = Files.newDirectoryStream(CACHE, "layers-*")) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void jsonHasTheFieldsInTheirOrder() {
    JsonNode json = Json.read(run("tune-layers --json --tokens 40 --temperature 0").out());
    assertThat(json.propertyNames())
        .containsExactly(
            "model",
            "fingerprint",
            "synthetic",
            "layers",
            "layersKept",
            "layersTotal",
            "acceptance",
            "relativeCost",
            "predictedSpeedup",
            "draftLength",
            "pays",
            "path",
            "positions",
            "temperature",
            "seconds",
            "complete");
    assertThat(json.path("model").asString()).isEqualTo("java-target.gguf");
    assertThat(json.path("fingerprint").asString()).matches("[0-9a-f]{16}");
    assertThat(json.path("synthetic").isNull()).isTrue();
    assertThat(json.path("positions").asInt()).isEqualTo(40);
    assertThat(json.path("temperature").asDouble()).isZero();
    assertThat(json.path("complete").asBoolean()).isTrue();
    int total = json.path("layersTotal").asInt();
    assertThat(json.path("path").valueStream().map(step -> step.path("layersKept").asInt()))
        .containsExactly(4, 3, 2, 1)
        .allMatch(kept -> kept < total);
    for (JsonNode step : json.path("path")) {
      assertThat(step.propertyNames())
          .containsExactly(
              "layers",
              "layersKept",
              "acceptance",
              "relativeCost",
              "predictedSpeedup",
              "draftLength");
      assertThat(LayerSubset.parse(step.path("layers").asString()).size())
          .isEqualTo(step.path("layersKept").asInt());
    }
  }

  @Test
  void whatWasTunedIsKeptForTheModelAndForNoOther() {
    String draft = " --method sd --temperature 0 -n 16 --json --draft layers:tuned x";
    Cli.Result before = run("generate" + draft);
    assertThat(before.code()).isEqualTo(2);
    assertThat(before.err())
        .contains("layers:tuned: no layers of java-target.gguf are known yet")
        .contains("run pyramid tune-layers --model java-target");

    Cli.Result tuned = run("tune-layers --tokens 32");
    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(tuned.err()).isEmpty();
    List<String> lines = tuned.out().lines().toList();
    assertThat(lines.get(0)).contains("java-target.gguf: 5 layers, 32 positions of held-out Java");
    assertThat(lines.get(1)).startsWith("layers ").contains("predicted speed-up");
    assertThat(lines).hasSize(8).endsWith("kept for --draft layers:tuned");
    assertThat(lines.get(6)).containsAnyOf("does not pay: layers ", "best: layers ");

    Cli.Result after = run("generate" + draft);
    assertThat(after.code()).as(after.err()).isZero();
    assertThat(Json.read(after.out()).path("levels").path(0).path("model").asString())
        .startsWith("java-target.gguf[layers ");
    assertThat(run("generate --target java-draft" + draft).err())
        .contains("run pyramid tune-layers --model java-draft");
  }

  @Test
  void layersThatAreKeptButDoNotPayAreUsedWithANote() {
    JsonNode json = Json.read(run("tune-layers --json --tokens 4").out());
    TuneReport kept = Json.read(json.toString(), TuneReport.class);
    CacheDirectory cache = new CacheDirectory(CACHE, note -> {});
    String file = "layers-" + json.path("fingerprint").asString() + ".json";
    assertThat(cache.read(file, TuneReport.class)).contains(kept);
    String slow = json.toString().replaceAll("\"pays\":(true|false)", "\"pays\":false");
    assertThat(cache.write(file, Json.read(slow))).isTrue();
    assertThat(run("generate --method sd -n 4 --draft layers:tuned x").err())
        .startsWith("pyramid: note: layers ")
        .contains(" times as fast as plain decoding");
    assertThat(
            cache.write(
                file, Json.read(slow.replaceAll("\"layers\":\"[^\"]*\"", "\"layers\":\"77\""))))
        .isTrue();
    assertThat(run("generate --method sd -n 4 --draft layers:tuned x").err())
        .contains("are known yet");
  }

  @Test
  void aTextOfOnesOwnMayBeTheSample() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "int x = 1;\n".repeat(100));
    Cli.Result result = run("tune-layers --model java-draft --tokens 300 --text-file " + file);
    assertThat(result.out()).contains("300 positions of " + file);
  }

  @Test
  void aLimitThatCutsTheSearchIsSaid() {
    Cli.Result text = run("tune-layers --seconds 0.001");
    assertThat(text.code()).isZero();
    assertThat(text.out()).contains("no time to leave any layer out").doesNotContain("kept");
    assertThat(text.err()).contains("the time limit cut the search: --seconds gives it more");
    JsonNode json = Json.read(run("tune-layers --json --seconds 0.001").out());
    assertThat(json.path("complete").asBoolean()).isFalse();
    assertThat(json.path("pays").asBoolean()).isFalse();
  }

  @Test
  void aModelWithoutLayersIsNamed() {
    Cli.Result result = new Cli().run("tune-layers", "--model", "target");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("pyramid: target: has no layers to choose from, it is no GGUF model\n");
    assertThat(new Cli().run("generate", "--method", "sd", "--draft", "layers:0", "x").err())
        .contains("layers:0: java-target has no layers to choose from");
  }

  private static Cli.Result run(String line) {
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
    return new Cli.Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
