package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.engine.gguf.ModelSplitter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In languages that write digits of their own. */
@Isolated
class LocaleTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"fa-IR", "ar-EG", "ne-NP"})
  void aSplitModelOpens(String language) throws IOException {
    List<Path> parts = ModelSplitter.split(TestModels.path("java-draft"), 2, folder);
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(language));
    try {
      assertThat("%d".formatted(1)).isNotEqualTo("1");
      assertThat(GgufInspection.of(parts.getFirst()).problems()).isEmpty();
    } finally {
      Locale.setDefault(before);
    }
  }
}
