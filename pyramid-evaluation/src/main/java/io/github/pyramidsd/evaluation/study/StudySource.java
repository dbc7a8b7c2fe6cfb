package io.github.pyramidsd.evaluation.study;

import io.github.pyramidsd.evaluation.json.Utf8;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * The text of a study, from which another process can {@linkplain StudyReader#read read} the same
 * study.
 *
 * @param file what messages call it
 * @param text in YAML
 * @param directory an absolute path, where the paths in the text begin
 */
public record StudySource(String file, String text, String directory) implements Serializable {

  /** Reads a file; paths in it begin where it is. */
  public static StudySource of(Path file) throws IOException {
    Path directory = file.toAbsolutePath().normalize().getParent();
    return new StudySource(
        file.toString(),
        Utf8.read(file.toString()),
        String.valueOf(directory == null ? file.toAbsolutePath() : directory));
  }

  /** Where a path of the text leads. */
  Path resolve(String path) {
    return Path.of(directory).resolve(path).normalize();
  }
}
