package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class PlanCommandTest {

  @TempDir private Path directory;

  private Cli.Result plan(Cli cli, String options) throws IOException {
    Path prompts = directory.resolve("prompts.jsonl");
    Files.writeString(prompts, "{\"prompt\": \"abcabc\"}\n{\"prompt\": \"xyz\"}\n");
    return cli.run(("plan -n 20 --rounds 2 --prompts " + prompts + " " + options).split(" "));
  }

  @Test
  void everyCompositionIsPredictedAndMeasuredAndAutoBesideThem() throws IOException {
    Cli cli = new Cli();
    JsonNode json = Json.read(plan(cli, "--json --target target --draft draft").out());
    assertThat(json.path("models").valueStream().map(m -> m.path("role").asString()))
        .containsExactly("target", "draft");
    List<String> levels =
        json.path("compositions").valueStream().map(c -> c.path("levels").toString()).toList();
    assertThat(levels).contains("[\"target\"]", "[\"draft\",\"target\"]").doesNotHaveDuplicates();
    for (JsonNode row : json.path("compositions")) {
      assertThat(row.path("predictedTokensPerSecond").asDouble()).isPositive();
      assertThat(row.path("tokensPerSecond").path("median").asDouble()).isPositive();
      assertThat(row.path("deviation").asDouble(-1)).isZero();
      assertThat(row.path("blockLengths").size()).isEqualTo(row.path("levels").size() - 1);
    }
    assertThat(json.path("auto").path("composition").asString()).isEqualTo("auto");
    assertThat(cli.opened()).allMatch(FakeModel::isClosed);
  }

  @Test
  void textIsATableOfCompositions() throws IOException {
    Cli.Result result = plan(new Cli(), "--target target --draft draft --lookup 0");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines())
        .anyMatch(line -> line.startsWith("composition ") && line.contains("predicted"))
        .anyMatch(line -> line.startsWith("draft+target:"))
        .anyMatch(line -> line.startsWith("auto "))
        .noneMatch(line -> line.contains("lookup"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--draft draft                  | method auto needs --target FILE",
        "--target target --lookup -1    | --lookup is -1, expected 0 (none) to 64",
        "--target target --rounds 0     | should be specified only once",
      })
  void wrongUsageNamesTheValueAndTheRange(String options, String message) throws IOException {
    Cli.Result result = plan(new Cli(), options.strip());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message);
    assertThat(result.err().lines()).hasSize(1);
  }
}
