package io.github.pyramidsd.evaluation.task;

import io.github.pyramidsd.evaluation.json.Utf8;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A text that data are read from.
 *
 * @param name what messages call it: the file, or the sample
 */
record DataSource(String name, String text) {

  private static final String SAMPLE = "sample:";

  /** Resources by the names of the samples. */
  private static final Map<String, String> SAMPLES =
      new TreeMap<>(
          Map.of(
              SAMPLE + "csqa", "csqa.jsonl",
              SAMPLE + "mmlu", "mmlu.csv",
              SAMPLE + "gsm8k", "gsm8k.jsonl",
              SAMPLE + "java", "java.jsonl"));

  /**
   * Reads a file or a sample.
   *
   * @throws InvalidSettingException if there is no such sample
   */
  static DataSource open(String data) throws IOException {
    return new DataSource(
        data, data.startsWith(SAMPLE) ? Utf8.decode(data, sample(data)) : Utf8.read(data));
  }

  /** The names of all samples, for people. */
  static String samples() {
    return Settings.oneOf(List.copyOf(SAMPLES.keySet()));
  }

  /** The name of the file that data lie in. */
  static String fileName(String data) {
    return SAMPLES.getOrDefault(data, data);
  }

  private static byte[] sample(String data) throws IOException {
    String resource = SAMPLES.get(data);
    if (resource == null) {
      throw new InvalidSettingException(
          "data", "data is '%s', expected a file or %s".formatted(data, samples()));
    }
    try (InputStream in = DataSource.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource + ": missing from the library's jar");
      }
      return in.readAllBytes();
    }
  }
}
