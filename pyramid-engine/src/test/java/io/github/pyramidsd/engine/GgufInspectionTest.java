package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class GgufInspectionTest {

  @Test
  void aSupportedFileIsDescribed() throws IOException {
    GgufInspection inspection = GgufInspection.of(TestModels.path("java-draft"));
    assertThat(inspection.architecture()).isEqualTo("llama");
    assertThat(inspection.tokenizer()).isEqualTo("gpt2/llama-bpe");
    assertThat(inspection.contextLength()).isEqualTo(512);
    assertThat(inspection.vocabularySize()).isEqualTo(4096);
    assertThat(inspection.chatTemplate()).isNull();
    assertThat(inspection.parameters()).isEqualTo(311_488);
    assertThat(inspection.problems()).isEmpty();
    // One layer, one head of 32, keys and values of 4 bytes.
    assertThat(inspection.cacheBytesPerToken()).isEqualTo(2 * 32 * 4);
    assertThat(inspection.weightBytes()).isBetween(311_488L, 400_000L);
    assertThat(inspection.tensors().getFirst())
        .isEqualTo(
            new GgufInspection.TensorInfo(
                "token_embd.weight",
                "Q8_0",
                java.util.List.of(64L, 4096L),
                278_528,
                0,
                inspection.tensors().getFirst().offset()));
  }

  @Test
  void allMetadataIsThereInTheOrderOfTheFile() throws IOException {
    GgufInspection inspection = GgufInspection.of(TestModels.path("tiny-qwen3-f32"));
    assertThat(inspection.metadata().keySet()).startsWith("general.architecture", "general.name");
    assertThat(inspection.metadata()).containsEntry("qwen3.block_count", 2L);
  }
}
