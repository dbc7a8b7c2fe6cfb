package io.github.pyramidsd.models;

import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Fingerprint;
import io.github.pyramidsd.engine.GgufInspection;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.LoadOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds models by path or, where no such file exists, by the name of an embedded one. */
public final class Models {

  private record Embedded(EmbeddedFamily family, String role) {
    String name() {
      return family.label() + "-" + role;
    }
  }

  private Models() {}

  /** The names of the embedded models, such as {@code java-target}. */
  public static List<String> embeddedNames() {
    return embedded().map(Embedded::name).toList();
  }

  /**
   * Opens a model.
   *
   * @param nameOrPath a GGUF file or, where no such file exists, one of {@link #embeddedNames()}
   * @throws IOException if there is neither, or the file cannot be read or run
   */
  public static GgufModel open(String nameOrPath, Engine engine) throws IOException {
    return open(nameOrPath, engine, LoadOptions.DEFAULT);
  }

  /** Opens a model as the options say; embedded ones are too small to ask for any. */
  public static GgufModel open(String nameOrPath, Engine engine, LoadOptions options)
      throws IOException {
    Optional<Embedded> embedded = find(nameOrPath);
    return embedded.isPresent()
        ? embedded.get().family().open(embedded.get().role(), engine)
        : GgufModel.open(Path.of(nameOrPath), engine, options);
  }

  /**
   * Reads what a file holds, without its weights.
   *
   * @param nameOrPath as for {@link #open}
   * @throws IOException if there is no such model, or the file cannot be read or is malformed
   */
  public static GgufInspection inspect(String nameOrPath) throws IOException {
    Optional<Embedded> embedded = find(nameOrPath);
    if (embedded.isEmpty()) {
      return GgufInspection.of(Path.of(nameOrPath));
    }
    try (InputStream in = embedded.get().family().stream(embedded.get().role())) {
      return GgufInspection.read(nameOrPath, in);
    }
  }

  /**
   * Tells a model by its content, wherever it lies, without opening it; embedded ones by name.
   *
   * @param nameOrPath as for {@link #open}
   * @throws IOException if there is no such model, or the file cannot be read or is malformed
   */
  public static String fingerprint(String nameOrPath) throws IOException {
    return find(nameOrPath).isPresent() ? nameOrPath : Fingerprint.of(Path.of(nameOrPath));
  }

  /** The embedded model of that name, or nothing if it is a file. */
  private static Optional<Embedded> find(String nameOrPath) throws NoSuchFileException {
    if (Files.exists(Path.of(nameOrPath))) {
      return Optional.empty();
    }
    Optional<Embedded> found = embedded().filter(e -> e.name().equals(nameOrPath)).findAny();
    if (found.isEmpty()) {
      throw new NoSuchFileException(
          nameOrPath,
          null,
          "no such file, nor an embedded model (" + String.join(", ", embeddedNames()) + ")");
    }
    return found;
  }

  private static Stream<Embedded> embedded() {
    return Arrays.stream(EmbeddedFamily.values())
        .flatMap(family -> EmbeddedFamily.ROLES.stream().map(role -> new Embedded(family, role)));
  }
}
