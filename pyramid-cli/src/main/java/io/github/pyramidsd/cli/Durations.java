package io.github.pyramidsd.cli;

import java.time.Duration;
import java.util.Locale;

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
        ? String.format(Locale.ROOT, "%s min %02d s", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%s h %02d min", seconds / 3600, seconds % 3600 / 60);
  }
}
