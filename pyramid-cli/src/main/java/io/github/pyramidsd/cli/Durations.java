package io.github.pyramidsd.cli;

import java.time.Duration;

/** Says how long something takes. */
final class Durations {

  private Durations() {}

  /** In the two largest units. */
  static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? "%d min %02d s".formatted(seconds / 60, seconds % 60)
        : "%d h %02d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }
}
