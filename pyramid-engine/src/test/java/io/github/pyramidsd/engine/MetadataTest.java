package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.engine.gguf.ModelEditor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file's metadata says about the computation is obeyed or refused, never passed over. */
class MetadataTest {

  @TempDir Path folder;

  private static ModelEditor draft() throws IOException {
    return ModelEditor.of(TestModels.path("java-draft"));
  }

  private static GgufModel open(ModelEditor file) throws IOException {
    return GgufModel.read("m.gguf", file.read(), Engine.shared());
  }

  private static float[] logits(ModelEditor file) throws IOException {
    try (GgufModel model = open(file);
        Session session = model.newSession(6)) {
      float[] logits = new float[model.vocabulary().size()];
      session.append(new int[] {4092, 100, 200, 300, 400, 500}, 0, 6, 1, logits);
      return logits;
    }
  }

  @Test
  void everySpellingOfLinearScalingIsObeyed() throws IOException {
    float[] scaled =
        logits(
            draft()
                .with("llama.rope.scaling.type", "linear")
                .with("llama.rope.scaling.factor", 4f));
    assertThat(scaled).isNotEqualTo(logits(draft()));
    assertThat(logits(draft().with("llama.rope.scaling.factor", 4f))).isEqualTo(scaled);
    assertThat(logits(draft().with("llama.rope.scale_linear", 4f))).isEqualTo(scaled);
  }

  @Test
  void noScalingIsObeyed() throws IOException {
    float[] plain = logits(draft());
    assertThat(
            logits(
                draft()
                    .with("llama.rope.scaling.type", "none")
                    .with("llama.rope.scaling.factor", 4f)))
        .isEqualTo(plain);
    assertThat(logits(draft().with("llama.rope.scale_linear", 0f))).isEqualTo(plain);
  }

  @Test
  void factorsThatContradictEachOtherAreRefused() throws IOException {
    assertRefused(
        draft().with("llama.rope.scaling.factor", 4f).with("llama.rope.scale_linear", 3f),
        "llama.rope.scale_linear");
  }

  @ParameterizedTest
  @CsvSource({
    "attention.scale, 0.5",
    "attention.max_alibi_bias, 8",
    "attention.clamp_kqv, 4",
    "attn_logit_softcapping, 50",
    "final_logit_softcapping, 30",
    "logit_scale, 0.25",
    "embedding_scale, 12",
    "residual_scale, 0.22",
    "rope.scaling.attn_factor, 1.2",
    "rope.scaling.yarn_ext_factor, 1",
    "attention.sliding_window, 128",
    "expert_count, 8",
    "expert_used_count, 2",
    "nobody.knows.this, 1"
  })
  void whatWouldChangeTheComputationIsRefused(String name, float value) throws IOException {
    Number exact = value;
    if (value == Math.rint(value)) {
      exact = (long) value; // as files have counts and lengths
    }
    assertRefused(draft().with("llama." + name, exact), "'llama." + name + "'");
  }

  @Test
  void attentionToLaterTokensIsRefused() throws IOException {
    assertRefused(draft().with("llama.attention.causal", false), "llama.attention.causal");
  }

  @Test
  void valuesThatChangeNothingAreFine() throws IOException {
    ModelEditor file =
        draft()
            .with("llama.attention.causal", true)
            .with("llama.attention.scale", (float) (1 / Math.sqrt(32)))
            .with("llama.attention.sliding_window", 512)
            .with("llama.final_logit_softcapping", 0f)
            .with("llama.logit_scale", 1f)
            .with("llama.rope.scaling.attn_factor", 1f)
            .with("llama.rope.scaling.finetuned", false)
            .with("llama.expert_count", 0)
            .with("qwen2.attention.clamp_kqv", 4f); // of another architecture
    assertThat(logits(file)).isEqualTo(logits(draft()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attention.layer_norm_rms_epsilon",
        "context_length",
        "embedding_length",
        "block_count",
        "feed_forward_length",
        "attention.head_count"
      })
  void aRequiredKeyThatIsMissingIsNamed(String name) throws IOException {
    assertRefused(draft().without("llama." + name), "'llama." + name + "'");
  }

  private static void assertRefused(ModelEditor file, String key) throws IOException {
    assertThatThrownBy(() -> open(file).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(key);
    assertThat(GgufInspection.read("m.gguf", file.read()).problems())
        .singleElement()
        .asString()
        .contains(key);
  }

  @Test
  void aBeginningOfSequenceThatIsNeverAddedMayBeAnything() throws IOException {
    for (long id : new long[] {99_999, 0xFFFFFFFFL, -1}) {
      ModelEditor file =
          draft()
              .with("tokenizer.ggml.bos_token_id", id)
              .with("tokenizer.ggml.add_bos_token", false);
      assertThat(logits(file)).isEqualTo(logits(draft()));
      assertRefused(file.with("tokenizer.ggml.add_bos_token", true), String.valueOf(id));
    }
  }

  @Test
  void aModelWhoseTokenizerCannotBeUsedOpensForUsesWithoutText() throws IOException {
    ModelEditor file = draft().with("tokenizer.ggml.pre", "nobody-knows");
    assertRefused(file, "nobody-knows");
    Path path = Files.write(folder.resolve("m.gguf"), file.read().readAllBytes());
    LoadOptions options = LoadOptions.DEFAULT.withOptionalTokenizer();
    try (GgufModel model = GgufModel.open(path, Engine.shared(), options);
        Session session = model.newSession(6)) {
      float[] logits = new float[model.vocabulary().size()];
      session.append(new int[] {4092, 100, 200, 300, 400, 500}, 0, 6, 1, logits);
      assertThat(logits).isEqualTo(logits(draft()));
      assertThatThrownBy(() -> model.vocabulary().encodePrompt("text"))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("nobody-knows");
    }
  }
}
