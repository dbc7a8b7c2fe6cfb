package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ScoreCommandTest {

  /** The sum of exponentials of a fake target's logits: one of 12, 25 of 0, 231 of -20. */
  private static final double SUM = Math.exp(12) + 25 + 231 * Math.exp(-20);

  @TempDir private Path directory;

  @Test
  void jsonHasTheShapeOfTheGoldenFiles() {
    Cli.Result result =
        new Cli()
            .run("score", "--json", "--model", "target", "--tokens", "97, 98,99", "--top", "3");
    JsonNode json = Json.read(result.out());
    assertThat(json.propertyNames()).startsWith("tokens", "positions", "perplexity");
    assertThat(json.path("tokens").toString()).isEqualTo("[97,98,99]");
    assertThat(json.path("positions").size()).isEqualTo(3);
    JsonNode position = json.path("positions").path(0);
    assertThat(position.propertyNames()).containsExactly("logsumexp", "entropy", "top");
    assertThat(position.path("top").toString()).isEqualTo("[[98,12.0],[97,0.0],[99,0.0]]");
  }

  @Test
  void valuesAreThoseOfTheSoftmax() {
    Cli.Result result =
        new Cli().run("score", "--json", "--model", "target", "--tokens", "97,98,99");
    JsonNode json = Json.read(result.out());
    double logOfSum = Math.log(SUM);
    double entropy = logOfSum - (12 * Math.exp(12) - 20 * 231 * Math.exp(-20)) / SUM;
    JsonNode position = json.path("positions").path(1);
    assertThat(position.path("logsumexp").asDouble()).isCloseTo(logOfSum, within(1e-12));
    assertThat(position.path("entropy").asDouble()).isCloseTo(entropy, within(1e-12));
    assertThat(json.path("meanNegativeLogLikelihood").asDouble())
        .isCloseTo(logOfSum - 12, within(1e-12));
    assertThat(json.path("perplexity").asDouble())
        .isCloseTo(Math.exp(logOfSum - 12), within(1e-12));
  }

  @Test
  void oneTokenHasNoPerplexity() {
    JsonNode json =
        Json.read(new Cli().run("score", "--json", "--model", "target", "--tokens", "97").out());
    assertThat(json.path("perplexity").isNull()).isTrue();
    assertThat(json.path("positions").size()).isEqualTo(1);
  }

  @Test
  void aTextFileIsReadAsAPrompt() throws IOException {
    Path file = Files.writeString(directory.resolve("text"), "abc");
    assertThat(
            new Cli().run("score", "--json", "--model", "target", "--text-file", file.toString()))
        .isEqualTo(new Cli().run("score", "--json", "--model", "target", "--tokens", "97,98,99"));
  }

  @Test
  void textOutputEndsWithASummary() {
    Cli.Result result = new Cli().run("score", "--model", "target", "--tokens", "97,98,99");
    assertThat(result.out().lines()).hasSize(5);
    assertThat(result.out()).contains("3 tokens, perplexity 1.0002");
  }
}
