package io.github.pyramidsd.engine.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelShapeTest {

  @ParameterizedTest
  @CsvSource({ // as the models' makers count them
    "llama-3.2-1b, 1235814400",
    "llama-3.2-3b, 3212749824",
    "llama-3.1-8b, 8030261248",
    "smollm2-135m, 134515008",
    "smollm2-360m, 361821120",
    "stories15m, 15191712",
    "stories110m, 109529856",
    "qwen2.5-0.5b, 494032768",
    "qwen2.5-1.5b, 1543714304",
    "qwen3-0.6b, 596049920",
    "smollm2-1.7b, 1711376384",
    "qwen3-1.7b, 1720574976",
    "qwen3-4b, 4022468096",
  })
  void shapesHaveAsManyParametersAsTheRealModels(String name, long parameters) {
    ModelShape shape = ModelShape.named(name);
    int factors = shape.ropeFactor() == 0 ? 0 : shape.headSize() / 2; // are not weights there
    assertThat(shape.parameters() - factors).isEqualTo(parameters);
  }

  @Test
  void aShortFormIsEnoughIfItIsClear() {
    assertThat(ModelShape.named("8b").name()).isEqualTo("llama-3.1-8b");
    assertThatThrownBy(() -> ModelShape.named("b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'b' is not one of", "llama-3.2-1b", "qwen3-4b");
  }

  @Test
  void fastRotationsAreKeptAndSlowOnesDivided() {
    float[] factors = ModelShape.named("llama-3.2-1b").ropeFactors();
    assertThat(factors).hasSize(32);
    assertThat(factors[0]).isEqualTo(1);
    assertThat(factors[31]).isEqualTo(32);
    assertThat(factors[16]).isCloseTo(2.2056f, within(1.5f));
    assertThat(factors).isSorted();
  }
}
