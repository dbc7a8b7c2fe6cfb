package io.github.pyramidsd.engine;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The models among the test resources. */
final class TestModels {

  private TestModels() {}

  static Path path(String name) {
    URL url =
        Objects.requireNonNull(TestModels.class.getResource("/models/" + name + ".gguf"), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static GgufModel open(String name) throws IOException {
    return GgufModel.open(path(name));
  }

  static GgufModel open(String name, Engine engine) throws IOException {
    return GgufModel.open(path(name), engine);
  }
}
