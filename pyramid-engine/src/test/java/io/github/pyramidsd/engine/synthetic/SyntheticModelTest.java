package io.github.pyramidsd.engine.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.engine.GgufInspection;
import io.github.pyramidsd.engine.GgufModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticModelTest {

  @TempDir private Path folder;

  static ModelShape tiny(String architecture, boolean tied) {
    return new ModelShape(
        "tiny", architecture, 256, 2, 512, 8, 4, 32, 1000, 512, 1e4f, tied ? 0 : 8, 1e-5f, tied);
  }

  @ParameterizedTest
  @CsvSource({
    "llama, false, F32",
    "llama, true, F16",
    "llama, false, BF16",
    "qwen2, true, Q8_0",
    "qwen3, true, Q4_0",
    "llama, true, Q4_K",
    "llama, false, Q6_K"
  })
  void theEngineRunsWhatIsWritten(String architecture, boolean tied, String format)
      throws IOException {
    Path file = folder.resolve("m.gguf");
    ModelShape shape = tiny(architecture, tied);
    long bytes = SyntheticModel.writeRandom(shape, format, 1, file, false, (done, total) -> {});
    assertThat(bytes).isEqualTo(Files.size(file));
    assertThat(GgufInspection.of(file).parameters()).isEqualTo(shape.parameters());
    try (GgufModel model = GgufModel.open(file);
        Session session = model.newSession(8)) {
      assertThat(model.synthetic()).contains(SyntheticModel.RANDOM);
      float[] logits = new float[1000];
      session.append(new int[] {1, 2, 3}, 0, 3, 1, logits);
      double squares = 0;
      for (float logit : logits) {
        squares += logit * logit;
      }
      assertThat(Math.sqrt(squares / 1000)).isBetween(0.1, 2.0); // random, and not absurd
    }
  }

  @Test
  void theVocabularyReadsAnyTextAndTakesItsWordsWhole() throws IOException {
    Path file = folder.resolve("m.gguf");
    SyntheticModel.writeRandom(tiny("llama", true), "Q8_0", 1, file, false, (done, total) -> {});
    try (GgufModel model = GgufModel.open(file)) {
      var vocabulary = model.vocabulary();
      assertThat(vocabulary.size()).isEqualTo(1000);
      assertThat(vocabulary.encode(" b ab", false)).containsExactly(257, 256 + 27);
      String text = "Grüße, 世界!\n\tpublic static void 🙂";
      var bytes = new ByteArrayOutputStream();
      for (int id : vocabulary.encode(text, false)) {
        bytes.writeBytes(vocabulary.bytes(id));
      }
      assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
      assertThat(vocabulary.encodePrompt("")).containsExactly(997);
      assertThat(vocabulary.isEndOfGeneration(998)).isTrue();
    }
  }

  @Test
  void theSeedDecidesAboutEveryByte() throws IOException {
    byte[] one = bytes(1);
    assertThat(bytes(1)).isEqualTo(one);
    assertThat(bytes(2)).isNotEqualTo(one);
  }

  private byte[] bytes(long seed) throws IOException {
    Path file = folder.resolve("seed.gguf");
    SyntheticModel.writeRandom(tiny("qwen2", true), "Q4_0", seed, file, true, (done, total) -> {});
    return Files.readAllBytes(file);
  }

  @Test
  void progressEndsWithTheTensorsWritten() throws IOException {
    AtomicLong most = new AtomicLong();
    Path file = folder.resolve("m.gguf");
    long bytes =
        SyntheticModel.writeRandom(
            tiny("llama", true),
            "Q8_0",
            1,
            file,
            false,
            (done, total) -> most.accumulateAndGet(done, Math::max));
    assertThat(most.get()).isBetween(bytes / 2, bytes);
  }

  @Test
  void aFileThatExistsStays() throws IOException {
    Path file = Files.writeString(folder.resolve("m.gguf"), "precious");
    assertThatThrownBy(
            () ->
                SyntheticModel.writeRandom(
                    tiny("llama", true), "Q8_0", 1, file, false, (done, total) -> {}))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("precious");
  }

  @Test
  void vocabulariesThatCannotHoldTheBytesAreRejected() {
    assertThatThrownBy(() -> new FillerVocabulary(284))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("284 tokens, expected 285 or more");
    assertThat(new FillerVocabulary(285).tokens()).hasSize(285).doesNotHaveDuplicates();
  }
}
