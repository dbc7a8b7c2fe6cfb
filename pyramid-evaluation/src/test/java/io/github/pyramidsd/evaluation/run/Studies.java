package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.evaluation.study.Study;
import io.github.pyramidsd.evaluation.study.StudyReader;
import io.github.pyramidsd.evaluation.study.StudySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Studies of the embedded family that take seconds. */
final class Studies {

  static final String METHODS =
      """
      methods:
        - method: target
        - method: sd
        - {method: psd-f, tau-q: [0.3, 0.5]}
        - method: psd-a
          lookup: 2
        - method: auto
      """;

  static final String TASKS =
      """
      tasks:
        - {kind: free, data: prompts.jsonl, max-tokens: 24}
        - {kind: distribution, data: prompts.jsonl, max-tokens: 4, limit: 2, seeds: 5}
      seeds: [3, 5]
      """;

  private static final String PROMPTS =
      """
      {"id": "a", "prompt": "public int size() {"}
      {"id": "b", "prompt": "package a;\\n\\nimport java"}
      {"id": "c", "prompt": "for (int i = 0; i < "}
      """;

  private Studies() {}

  /** A study in a directory, with temperature 0.8. */
  static Study tiny(Path directory) throws IOException {
    return study(directory, 0.8, METHODS + TASKS);
  }

  static Study study(Path directory, double temperature, String rest) throws IOException {
    Files.writeString(directory.resolve("prompts.jsonl"), PROMPTS);
    Path file = directory.resolve("tiny.yaml");
    String head =
        """
        name: tiny
        models: {family: embedded}
        sampling: {temperature: %s}
        warm-up: 1
        """
            .formatted(temperature);
    Files.writeString(file, head + rest);
    return StudyReader.read(StudySource.of(file));
  }
}
