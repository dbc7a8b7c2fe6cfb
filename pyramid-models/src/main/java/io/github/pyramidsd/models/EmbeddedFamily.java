package io.github.pyramidsd.models;

import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.GgufModel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A family of three small models that comes with the library: they share a tokenizer and continue
 * Java source code. They were trained briefly and write Java-looking text, no more; they are there
 * to try the decoder and to test it. The model card beside them says what they are.
 */
public enum EmbeddedFamily {
  /** Java source code: 2.85, 0.88 and 0.31 million parameters. */
  JAVA("java");

  static final List<String> ROLES = List.of("draft", "qualifier", "target");

  private final String label;

  EmbeddedFamily(String label) {
    this.label = label;
  }

  /** The name on the command line. */
  public String label() {
    return label;
  }

  /** Opens the model that draws first proposals. */
  public GgufModel draft(Engine engine) throws IOException {
    return open("draft", engine);
  }

  /** Opens the model between draft and target. */
  public GgufModel qualifier(Engine engine) throws IOException {
    return open("qualifier", engine);
  }

  /** Opens the model whose text it is. */
  public GgufModel target(Engine engine) throws IOException {
    return open("target", engine);
  }

  GgufModel open(String role, Engine engine) throws IOException {
    try (InputStream in = stream(role)) {
      return GgufModel.read(resource(role), in, engine);
    }
  }

  InputStream stream(String role) throws IOException {
    InputStream in = EmbeddedFamily.class.getResourceAsStream(resource(role));
    if (in == null) {
      throw new FileNotFoundException(resource(role) + ": missing from the library's jar");
    }
    return in;
  }

  private String resource(String role) {
    return label + "-" + role + ".gguf";
  }
}
