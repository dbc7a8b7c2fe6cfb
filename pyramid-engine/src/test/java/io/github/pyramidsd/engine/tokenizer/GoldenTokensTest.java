package io.github.pyramidsd.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class GoldenTokensTest {

  @ParameterizedTest
  @ValueSource(strings = {"llama-bpe", "qwen2"})
  void tokensAreThoseOfLlamaCpp(String preTokenizer) throws IOException {
    ByteLevelTokenizer tokenizer = new ByteLevelTokenizer(Tokenizers.javaModels(preTokenizer));
    List<String> lines = lines();

    assertThat(lines).hasSizeGreaterThanOrEqualTo(20);
    for (String line : lines) {
      JsonNode golden = Tokenizers.JSON.readTree(line);
      String text = golden.get("text").asString();
      assertThat(tokenizer.encode(text, false))
          .as(text)
          .containsExactly(Tokenizers.integers(golden.get(preTokenizer)).toArray(Integer[]::new));
    }
  }

  private static List<String> lines() throws IOException {
    try (var stream = GoldenTokensTest.class.getResourceAsStream("/golden/tokenize.jsonl");
        var reader =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(stream), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
