package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.engine.gguf.ModelSplitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitModelTest {

  @TempDir Path folder;

  @Test
  void aSplitModelComputesWhatTheWholeOneDoes() throws IOException {
    List<Path> parts = ModelSplitter.split(TestModels.path("java-qualifier"), 3, folder);
    try (GgufModel whole = TestModels.open("java-qualifier");
        GgufModel split = GgufModel.open(parts.getFirst());
        GgufModel fromLast = GgufModel.open(parts.getLast())) {
      assertThat(split.name()).isEqualTo(parts.getFirst().toString());
      assertThat(logits(split)).isEqualTo(logits(whole));
      assertThat(logits(fromLast)).isEqualTo(logits(whole));
    }
  }

  @Test
  void anInspectionSumsUpAllParts() throws IOException {
    Path path = TestModels.path("java-qualifier");
    List<Path> parts = ModelSplitter.split(path, 4, folder);
    GgufInspection whole = GgufInspection.of(path);
    GgufInspection split = GgufInspection.of(parts.get(2));
    long bytes = 0;
    for (Path part : parts) {
      bytes += Files.size(part);
    }
    assertThat(split.fileBytes()).isEqualTo(bytes);
    assertThat(split.files()).isEqualTo(parts.stream().map(Path::toString).toList());
    assertThat(split.parameters()).isEqualTo(whole.parameters());
    assertThat(split.weightBytes()).isEqualTo(whole.weightBytes());
    assertThat(split.problems()).isEmpty();
    assertThat(split.tensors().getLast().file()).isEqualTo(3);
    assertThat(split.tensors()).hasSameSizeAs(whole.tensors());
    assertThat(whole.files()).containsExactly(path.toString());
  }

  private static float[] logits(GgufModel model) {
    float[] logits = new float[model.vocabulary().size()];
    try (Session session = model.newSession(3)) {
      session.append(new int[] {5, 6, 7}, 0, 3, 1, logits);
    }
    return logits;
  }
}
