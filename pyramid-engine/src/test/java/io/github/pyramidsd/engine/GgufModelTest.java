package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.decoding.model.Session;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufModelTest {

  @TempDir Path folder;

  @Test
  void aStreamAndAFileGiveTheSameModel() throws IOException {
    byte[] bytes = Files.readAllBytes(TestModels.path("java-draft"));
    try (GgufModel opened = TestModels.open("java-draft");
        GgufModel read =
            GgufModel.read("x.gguf", new ByteArrayInputStream(bytes), Engine.shared())) {
      assertThat(read.name()).isEqualTo("x.gguf");
      assertThat(logits(read)).isEqualTo(logits(opened));
    }
  }

  @Test
  void aTrainedModelIsNotSynthetic() throws IOException {
    try (GgufModel trained = TestModels.open("java-draft")) {
      assertThat(trained.synthetic()).isEmpty();
    }
  }

  @Test
  void theWorkOfAPassIsThatOfItsWeightsAndItsAttention() throws IOException {
    GgufInspection inspection = GgufInspection.of(TestModels.path("java-draft"));
    Map<String, Object> metadata = inspection.metadata();
    long width = number(metadata, "llama.embedding_length");
    long layers = number(metadata, "llama.block_count");
    long output = inspection.vocabularySize() * width;
    long blocks =
        inspection.tensors().stream()
            .filter(tensor -> tensor.name().startsWith("blk.") && tensor.shape().size() == 2)
            .mapToLong(tensor -> tensor.shape().get(0) * tensor.shape().get(1))
            .sum();
    try (GgufModel model = TestModels.open("java-draft")) {
      // A token attends to those before it and to itself, with a key and a value of its width.
      assertThat(model.forwardWork(0, 1, 0).multiplyAdds()).isEqualTo(blocks + 2 * layers * width);
      assertThat(model.forwardWork(10, 3, 2).multiplyAdds())
          .isEqualTo(3 * blocks + 2 * layers * width * (11 + 12 + 13) + 2 * output);
      long withOutput = model.forwardWork(0, 1, 1).weightBytes();
      assertThat(model.forwardWork(10, 3, 2).weightBytes()).isEqualTo(withOutput);
      assertThat(model.forwardWork(0, 1, 0).weightBytes()).isPositive().isLessThan(withOutput);
      assertThat(withOutput).isBetween(blocks + output, 2 * (blocks + output)); // Q8_0
      assertThatThrownBy(() -> model.forwardWork(0, 1, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 rows");
    }
  }

  private static long number(Map<String, Object> metadata, String key) {
    return ((Number) Objects.requireNonNull(metadata.get(key), key)).longValue();
  }

  @ParameterizedTest
  @CsvSource({
    "general.architecture, llama, lamma, architecture 'lamma' is not supported",
    "general.file_type, general.file_type, pyramid.synthetic, 'pyramid.synthetic'",
    "tokenizer.ggml.model, gpt2, spam, tokenizer 'spam' is not supported",
    "tokenizer.ggml.pre, llama-bpe, llama-xyz, llama-xyz",
    "output_norm.weight, output_norm.weight, output_morn.weight, 'output_norm.weight'",
    "blk.0.ffn_up.weight, blk.0.ffn_up.weight, blk.0.ffn_xp.weight, 'blk.0.ffn_up.weight'",
  })
  void whatIsUnknownOrMissingIsNamed(String after, String old, String replacement, String message)
      throws IOException {
    byte[] bytes = Files.readAllBytes(TestModels.path("java-draft"));
    int at = indexOf(bytes, old, indexOf(bytes, after, 0));
    System.arraycopy(replacement.getBytes(StandardCharsets.UTF_8), 0, bytes, at, old.length());
    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.gguf: ")
        .hasMessageContaining(message);
  }

  @Test
  void aTensorTypeThatIsNotComputedWithIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(TestModels.path("java-draft"));
    String tensor = "blk.0.attn_q.weight";
    // After the name: the rank (4 bytes), two dimensions (8 each), the type (4): Q8_0 is 8.
    int type = indexOf(bytes, tensor, 0) + tensor.length() + 4 + 16;
    assertThat(bytes[type]).isEqualTo((byte) 8);
    bytes[type] = 39; // MXFP4, whose blocks also have 32 weights, in fewer bytes
    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(tensor, "MXFP4", "F32, F16, BF16, Q8_0", "IQ4_NL");
  }

  @Test
  void aTensorOfAnotherShapeIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(TestModels.path("java-draft"));
    int value =
        indexOf(bytes, "llama.feed_forward_length", 0) + "llama.feed_forward_length".length();
    bytes[value + 4] = (byte) 160; // 192
    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("blk.0.ffn_gate.weight", "[64, 192]", "[64, 160]");
  }

  @Test
  void aTruncatedFileIsRejected() throws IOException {
    byte[] bytes = Files.readAllBytes(TestModels.path("java-draft"));
    for (int length : new int[] {0, 3, 24, 1000, 100_000, 300_000, bytes.length - 1}) {
      assertThatThrownBy(() -> open(Arrays.copyOf(bytes, length)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("broken.gguf: ");
    }
  }

  /**
   * Flips bits of the header: the model is refused with an IOException, or it computes something.
   */
  @Test
  void flippedBitsNeverDoWorseThanAnError() throws IOException {
    byte[] original = Files.readAllBytes(TestModels.path("java-draft"));
    int header = indexOf(original, "tokenizer.ggml.tokens", 0);
    int tensors = indexOf(original, "token_embd.weight", 0);
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    for (int round = 0; round < 150; round++) {
      byte[] bytes = original.clone();
      boolean inMetadata = random.nextBoolean();
      int at = inMetadata ? random.nextInt(header) : tensors + random.nextInt(700);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      try (GgufModel model =
          GgufModel.read("flipped", new ByteArrayInputStream(bytes), Engine.shared())) {
        if (model.contextLength() >= 3) {
          assertThat(logits(model)).isNotEmpty();
        }
      } catch (IOException e) {
        assertThat(e)
            .as("seed %d, round %d, byte %d", seed, round, at)
            .hasMessageContaining("flipped");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(50);
  }

  private void open(byte[] bytes) throws IOException {
    Path file = folder.resolve("broken.gguf");
    Files.write(file, bytes);
    GgufModel.open(file).close();
  }

  private static float[] logits(GgufModel model) {
    int[] tokens = {5, 6, 7};
    float[] logits = new float[model.vocabulary().size()];
    try (Session session = model.newSession(3)) {
      session.append(tokens, 0, 3, 1, logits);
    }
    return logits;
  }

  private static int indexOf(byte[] bytes, String text, int from) {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    for (int at = from; at <= bytes.length - wanted.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new AssertionError(text + " is not in the file");
  }
}
