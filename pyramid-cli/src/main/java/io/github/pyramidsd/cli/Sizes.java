package io.github.pyramidsd.cli;

import java.util.Locale;

/** Writes big numbers for people. */
final class Sizes {

  private Sizes() {}

  /** A number of bytes, such as {@code 3.1 MB}, in powers of 1024. */
  static String bytes(long bytes) {
    return scaled(bytes, 1024, "B", "KB", "MB", "GB", "TB");
  }

  /** A number of things, such as {@code 2.9 M}. */
  static String count(long count) {
    return scaled(count, 1000, "", "K", "M", "G", "T");
  }

  private static String scaled(long value, int step, String... units) {
    int unit = 0;
    double rest = (double) value;
    while (rest >= step && unit < units.length - 1) {
      rest /= step;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.2f %s", rest, units[unit]).strip();
  }
}
