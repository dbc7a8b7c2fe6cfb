package io.github.pyramidsd.cli;

import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.evaluation.json.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where results are kept from one run to the next: small JSON files, each a record.
 *
 * <p>It is a cache: what cannot be read counts as absent, what cannot be written is not kept, and
 * either is a note and no error.
 */
final class CacheDirectory {

  /** The system property that says where it is, before anything else does. */
  static final String PROPERTY = "pyramid.cache";

  /** The environment variable that says where it is. */
  static final String VARIABLE = "PYRAMID_CACHE";

  private static final String NAME = "pyramidsd";

  private final Path directory;
  private final Consumer<String> notes;
  private final Set<String> noted = new HashSet<>();

  /**
   * A directory that need not exist.
   *
   * @param notes hears what went wrong, of each file once
   */
  CacheDirectory(Path directory, Consumer<String> notes) {
    this.directory = directory;
    this.notes = notes;
  }

  /** The user's. */
  static CacheDirectory standard(Consumer<String> notes) {
    return new CacheDirectory(locate(System::getProperty, System::getenv), notes);
  }

  /**
   * Where the user's is: as {@value #PROPERTY} says, else as {@value #VARIABLE} does, else where
   * the operating system has caches.
   */
  static Path locate(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    String given = properties.apply(PROPERTY);
    if (given == null || given.isEmpty()) {
      given = environment.apply(VARIABLE);
    }
    if (given != null && !given.isEmpty()) {
      return Path.of(given);
    }
    String shared = environment.apply("XDG_CACHE_HOME");
    if (shared != null && Path.of(shared).isAbsolute()) { // others are invalid, says XDG
      return Path.of(shared, NAME);
    }
    String home = properties.apply("user.home");
    String system = properties.apply("os.name");
    boolean mac = system != null && system.toLowerCase(Locale.ROOT).startsWith("mac");
    return Path.of(home == null ? "" : home, mac ? "Library/Caches" : ".cache", NAME);
  }

  /** Reads a file; empty if there is none, or it is damaged. */
  <T> Optional<T> read(String file, Class<T> type) {
    Path path = directory.resolve(file);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(Utf8.read(path.toString()), type));
    } catch (IOException e) {
      note(path, "is ignored: it cannot be read: " + Failures.describe(e));
    } catch (Json.MalformedException e) {
      note(path, "is ignored: it is damaged: " + e.getMessage());
    }
    return Optional.empty();
  }

  /**
   * Writes a file, in place of the one that is there. Whoever reads meanwhile sees either, whole.
   *
   * @return whether it was written
   */
  boolean write(String file, Object value) {
    Path path = directory.resolve(file);
    try {
      Files.createDirectories(directory);
      Path unfinished = Files.createTempFile(directory, file, ".tmp");
      try {
        Files.writeString(unfinished, Json.write(value) + "\n");
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
      return true;
    } catch (IOException e) {
      note(path, "cannot be written: " + Failures.describe(e));
      return false;
    }
  }

  private void note(Path path, String problem) {
    if (noted.add(path.toString())) {
      notes.accept(path + " " + problem);
    }
  }
}
