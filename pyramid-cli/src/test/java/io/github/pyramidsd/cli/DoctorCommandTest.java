package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.evaluation.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DoctorCommandTest {

  @Test
  void everyCheckHasAResultAndTroubleComesWithAFix() {
    Cli.Result result = new Cli().run("doctor", "--json");
    JsonNode json = Json.read(result.out());
    assertThat(result.code()).isEqualTo(json.path("ok").asBoolean() ? 0 : 1);
    assertThat(json.path("checks").valueStream().map(check -> check.path("name").asString()))
        .containsExactly(
            "Java", "Vector API", "kernels", "processors", "models", "Java heap", "memory");
    for (JsonNode check : json.path("checks")) {
      assertThat(check.path("fix").isNull())
          .isEqualTo(check.path("status").asString().equals("ok"));
    }
  }

  @Test
  void textHasALineForEachCheck() {
    Cli.Result result = new Cli().run("doctor");
    assertThat(result.out().lines().filter(line -> line.matches("(ok|warn|fail) .*"))).hasSize(7);
  }
}
