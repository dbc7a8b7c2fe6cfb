package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.evaluation.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BenchForwardCommandTest {

  @Test
  void jsonHasTheFieldsInTheirOrderAndThePassesInThatOfTheSizes() {
    JsonNode json = Json.read(run("--json", "--sizes", "3,1,200", "--threads", "1").out());
    assertThat(json.propertyNames())
        .containsExactly(
            "model",
            "threads",
            "kernel",
            "positions",
            "passes",
            "vectorBits",
            "logits",
            "repetitions",
            "warmUp",
            "synthetic");
    assertThat(json.path("model").asString()).contains("java-draft");
    assertThat(json.path("threads").asInt()).isEqualTo(1);
    assertThat(json.path("kernel").asString()).isEqualTo("vector");
    assertThat(json.path("vectorBits").asInt()).isPositive();
    assertThat(json.path("positions").asInt()).isEqualTo(128);
    assertThat(json.path("repetitions").asInt()).isEqualTo(3);
    assertThat(json.path("synthetic").isNull()).isTrue();
    assertThat(json.path("passes").valueStream().map(pass -> pass.path("n").asInt()))
        .containsExactly(3, 1, 200);
    for (JsonNode pass : json.path("passes")) {
      assertThat(pass.propertyNames())
          .containsExactly(
              "n", "medianMs", "minMs", "perTokenMs", "gmacPerSecond", "gigabytesPerSecond");
      double median = pass.path("medianMs").asDouble();
      assertThat(pass.path("minMs").asDouble()).isPositive().isLessThanOrEqualTo(median);
      assertThat(pass.path("perTokenMs").asDouble() * pass.path("n").asInt())
          .isCloseTo(median, within(1e-9));
    }
  }

  @Test
  void workIsThatOfTheTokensAndOfTheLogitsAskedFor() {
    JsonNode all = Json.read(run("--json", "--sizes", "1,8").out());
    JsonNode last = Json.read(run("--json", "--sizes", "1,8", "--logits", "last").out());
    assertThat(work(all, 1, "gmacPerSecond") / work(all, 0, "gmacPerSecond"))
        .isBetween(8.0, 8.1); // later tokens attend to more
    assertThat(work(last, 1, "gmacPerSecond")).isLessThan(work(all, 1, "gmacPerSecond"));
    assertThat(work(last, 0, "gmacPerSecond"))
        .isCloseTo(work(all, 0, "gmacPerSecond"), within(1e-9));
    assertThat(work(all, 1, "gigabytesPerSecond"))
        .isCloseTo(work(all, 0, "gigabytesPerSecond"), within(1e-9));
  }

  /** Millions of multiplications, or of bytes, of a pass: what is left without the time. */
  private static double work(JsonNode json, int pass, String field) {
    JsonNode node = json.path("passes").path(pass);
    return node.path(field).asDouble() * node.path("medianMs").asDouble();
  }

  @Test
  void textIsATableOfThePasses() {
    Cli.Result result = run("--sizes", "1,2");
    assertThat(result.err()).isEmpty();
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("java-draft").contains("vector kernels of");
    assertThat(lines.get(1)).contains("median ms").contains("GMAC/s");
    assertThat(lines.get(2)).startsWith("     1  ").contains("  1.00  ");
  }

  @Test
  void aModelWhoseContextIsTooShortIsNamed() {
    Cli.Result result = new Cli().run("bench", "forward", "--model", "target");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "pyramid: target was made for 64 positions, but passes are measured after 128 others:"
                + " use another model\n");
  }

  @Test
  void theModelIsClosedAndItsWorkUnknownIfItIsNotTheEngines() {
    Cli cli = new Cli();
    Cli.Result result =
        cli.run("bench forward --json --model long --sizes 2 --warm-up 0".split(" "));
    assertThat(result.code()).as(result.err()).isZero();
    JsonNode json = Json.read(result.out());
    assertThat(json.path("passes").path(0).path("gmacPerSecond").isNull()).isTrue();
    assertThat(json.path("warmUp").asInt()).isZero();
    assertThat(cli.opened()).hasSize(1).allMatch(FakeModel::isClosed);
  }

  @Test
  void tokensAreTheSameForTheSameSeedAndNotSpecial() {
    FakeVocabulary vocabulary = new FakeVocabulary(300);
    int[] tokens = RandomTokens.draw(vocabulary, 1000, 1);
    assertThat(RandomTokens.draw(vocabulary, 1000, 1)).isEqualTo(tokens);
    assertThat(RandomTokens.draw(vocabulary, 1000, 2)).isNotEqualTo(tokens);
    assertThat(Arrays.stream(tokens)).allMatch(id -> id >= 0 && !vocabulary.isSpecial(id));
  }

  private static Cli.Result run(String... options) {
    String[] args = new String[options.length + 8];
    List<String> common =
        List.of(
            "bench", "forward", "--model", "java-draft", "--repetitions", "3", "--warm-up", "1");
    System.arraycopy(common.toArray(), 0, args, 0, 8);
    System.arraycopy(options, 0, args, 8, options.length);
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
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return new Cli.Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
