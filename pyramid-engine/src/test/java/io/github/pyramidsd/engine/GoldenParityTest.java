package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.model.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The engine's logits against those of llama.cpp, in {@code golden/}, for files in {@code models/}.
 */
class GoldenParityTest {

  private static final double TOLERANCE = 1e-3;

  /** With a cache of half precision, whose numbers are rounded to 11 bits. */
  private static final double HALF_TOLERANCE = 2e-2;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java-draft-f32",
        "java-draft",
        "java-qualifier",
        "java-target",
        "tiny-llama-f32",
        "tiny-llama-f16",
        "tiny-llama-bf16",
        "tiny-llama-q8_0",
        "tiny-llama-q4_0",
        "tiny-llama-q4_1",
        "tiny-llama-q5_0",
        "tiny-llama-q5_1",
        "tiny-llama-q2_k",
        "tiny-llama-q3_k_m",
        "tiny-llama-q4_k_m",
        "tiny-llama-q5_k_m",
        "tiny-llama-q6_k",
        "tiny-llama-iq4_nl",
        "tiny-llama3-rope-f32",
        "tiny-qwen2-f32",
        "tiny-qwen3-f32",
        "llama-linear",
        "llama-linear-legacy"
      })
  void logitsAgreeWithLlamaCpp(String name) throws IOException {
    try (GgufModel model = TestModels.open(name)) {
      assertGolden(model, name);
    }
  }

  /** Across batches and spans of positions. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny-llama-f32", "tiny-qwen2-f32", "tiny-qwen3-f32"})
  void logitsOfLongSequencesAgreeWithLlamaCpp(String name) throws IOException {
    try (GgufModel model = TestModels.open(name)) {
      assertGolden(model, name + "-600");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Engine.KernelChoice.class,
      names = {"SCALAR", "VECTOR"})
  void logitsAgreeWithEitherKernels(Engine.KernelChoice kernels) throws IOException {
    try (Engine engine = Engine.start(1, kernels);
        GgufModel model = TestModels.open("java-draft", engine)) {
      assertGolden(model, "java-draft");
    }
  }

  /** The golden logits are those of a single-precision cache. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "java-draft",
        "java-qualifier",
        "java-target",
        "tiny-llama-f32",
        "tiny-llama3-rope-f32",
        "tiny-qwen2-f32",
        "tiny-qwen3-f32"
      })
  void aCacheOfHalfPrecisionStaysClose(String name) throws IOException {
    try (Engine engine = Engine.start(2, Engine.KernelChoice.VECTOR, Engine.CacheType.F16);
        GgufModel model = TestModels.open(name, engine)) {
      assertThat(worstDifference(model, name)).isBetween(1e-5, HALF_TOLERANCE);
    }
  }

  @Test
  void aWrongLogitIsSeen() throws IOException {
    double worst = worstDifference("tiny-qwen2-f32", "tiny-qwen3-f32");
    assertThat(worst).isGreaterThan(0.1);
  }

  private static double worstDifference(String model, String golden) throws IOException {
    try (GgufModel opened = TestModels.open(model)) {
      return worstDifference(opened, golden);
    }
  }

  private static double worstDifference(GgufModel model, String golden) throws IOException {
    double worst = 0;
    for (JsonNode sequence : golden(golden)) {
      worst = Math.max(worst, worstDifference(model, sequence));
    }
    return worst;
  }

  private static void assertGolden(GgufModel model, String name) throws IOException {
    List<JsonNode> sequences = golden(name);
    assertThat(sequences).isNotEmpty();
    for (JsonNode sequence : sequences) {
      assertThat(worstDifference(model, sequence)).isCloseTo(0, within(TOLERANCE));
    }
  }

  /** The largest difference of any listed logit, log-sum-exp or entropy. */
  private static double worstDifference(GgufModel model, JsonNode sequence) {
    int[] tokens = sequence.get("tokens").valueStream().mapToInt(JsonNode::intValue).toArray();
    int vocabulary = model.vocabulary().size();
    float[] logits = new float[tokens.length * vocabulary];
    try (Session session = model.newSession(tokens.length)) {
      session.append(tokens, 0, tokens.length, tokens.length, logits);
    }
    double worst = 0;
    JsonNode positions = sequence.get("positions");
    assertThat(positions).isNotEmpty();
    for (int i = 0; i < positions.size(); i++) {
      JsonNode position = positions.get(i);
      // Of long sequences not all positions are listed, and these say which they are.
      int row = (position.has("index") ? position.get("index").intValue() : i) * vocabulary;
      double logSumExp = 0;
      for (int id = 0; id < vocabulary; id++) {
        logSumExp += Math.exp(logits[row + id]);
      }
      logSumExp = Math.log(logSumExp);
      double entropy = 0;
      for (int id = 0; id < vocabulary; id++) {
        double logProbability = logits[row + id] - logSumExp;
        entropy -= Math.exp(logProbability) * logProbability;
      }
      worst = Math.max(worst, difference(position.get("logsumexp"), logSumExp));
      worst = Math.max(worst, difference(position.get("entropy"), entropy));
      for (JsonNode top : position.get("top")) {
        worst = Math.max(worst, difference(top.get(1), logits[row + top.get(0).intValue()]));
      }
    }
    return worst;
  }

  private static double difference(JsonNode expected, double actual) {
    return Math.abs(expected.doubleValue() - actual);
  }

  private static List<JsonNode> golden(String name) throws IOException {
    JsonMapper mapper = new JsonMapper();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    GoldenParityTest.class.getResourceAsStream("/golden/" + name + ".jsonl")),
                StandardCharsets.UTF_8))) {
      return reader.lines().map(mapper::readTree).toList();
    }
  }
}
