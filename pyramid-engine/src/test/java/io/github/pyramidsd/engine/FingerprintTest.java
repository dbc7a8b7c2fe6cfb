package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {

  @TempDir private Path folder;

  @Test
  void itIsThatOfTheContentWhereverThatLies() throws IOException {
    Path original = TestModels.path("java-draft");
    Path copy = Files.copy(original, folder.resolve("another-name.gguf"));
    String fingerprint = of(original);
    assertThat(fingerprint).matches("[0-9a-f]{16}").isEqualTo(of(original)).isEqualTo(of(copy));
    assertThat(read(Files.readAllBytes(original))).isEqualTo(fingerprint);
  }

  @Test
  void modelsAndFormatsDiffer() throws IOException {
    Set<String> fingerprints = new HashSet<>();
    for (String name : new String[] {"java-draft", "java-draft-f32", "java-target"}) {
      assertThat(fingerprints.add(of(TestModels.path(name)))).isTrue();
    }
  }

  @Test
  void otherWeightsUnderTheSameHeaderDiffer() throws IOException {
    byte[] bytes = Files.readAllBytes(TestModels.path("java-draft"));
    String original = read(bytes);
    for (int at = bytes.length / 2; at < bytes.length; at++) {
      bytes[at] ^= 1; // as if the model had been trained further
    }
    assertThat(read(bytes)).isNotEqualTo(original);
  }

  @Test
  void otherMetadataDiffers() throws IOException {
    byte[] bytes = Files.readAllBytes(TestModels.path("java-draft"));
    String original = read(bytes);
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    int name = text.indexOf("general.name") + "general.name".length() + 4 + 8;
    bytes[name] ^= 1;
    assertThat(read(bytes)).isNotEqualTo(original);
  }

  private static String of(Path file) throws IOException {
    try (GgufModel model = GgufModel.open(file)) {
      return model.fingerprint();
    }
  }

  private static String read(byte[] bytes) throws IOException {
    try (GgufModel model = GgufModel.read("m", new ByteArrayInputStream(bytes), Engine.shared())) {
      return model.fingerprint();
    }
  }
}
