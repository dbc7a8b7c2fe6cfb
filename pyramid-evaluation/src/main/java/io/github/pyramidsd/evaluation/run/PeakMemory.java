package io.github.pyramidsd.evaluation.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that this process held so far, weights off the heap included. */
final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String HIGH_WATER = "VmHWM:";

  private PeakMemory() {}

  /** In bytes; 0 where the operating system does not tell. */
  static long bytes() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(HIGH_WATER))
          .map(line -> line.substring(HIGH_WATER.length()).replace("kB", "").strip())
          .mapToLong(kilobytes -> 1024 * Long.parseLong(kilobytes))
          .findFirst()
          .orElse(0);
    } catch (IOException | NumberFormatException e) {
      return 0; // it is told in another way here
    }
  }
}
