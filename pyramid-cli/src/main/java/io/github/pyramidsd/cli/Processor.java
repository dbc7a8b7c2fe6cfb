package io.github.pyramidsd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor, as far as the operating system tells. */
final class Processor {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** The line that names it, as it is written; empty where it is not told. */
  static String line() throws IOException {
    return Files.isReadable(PROCESSORS)
        ? Files.readString(PROCESSORS)
            .lines()
            .filter(line -> line.startsWith("model name") || line.startsWith("CPU part"))
            .findFirst()
            .orElse("")
        : "";
  }

  /** The name alone, for people. */
  static String name() {
    try {
      String line = line();
      return line.substring(line.indexOf(':') + 1).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
