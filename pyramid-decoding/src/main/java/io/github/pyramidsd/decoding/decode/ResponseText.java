package io.github.pyramidsd.decoding.decode;

import java.util.Arrays;
import java.util.List;

/**
 * The text of a response as it grows: put together from tokens, cut at a stop string, and released
 * to the listener as soon as it cannot be the beginning of one.
 */
final class ResponseText {

  private final List<String> stopStrings;
  private final GenerationListener listener;
  private final Utf8Stream utf8 = new Utf8Stream();
  private final StringBuilder text = new StringBuilder();
  private int released;

  /** For each token of which text is not released yet: where its text ends, and who chose it. */
  private int[] ends = new int[16];

  private int[] levels = new int[16];
  private int first;
  private int last;

  ResponseText(List<String> stopStrings, GenerationListener listener) {
    this.stopStrings = stopStrings;
    this.listener = listener;
  }

  /**
   * Adds a token's bytes.
   *
   * @return whether a stop string is complete; the text is then cut before it and released
   */
  boolean add(byte[] bytes, int level) {
    int before = text.length();
    utf8.append(bytes, text);
    remember(text.length(), level);
    int stop = findStop(before);
    if (stop >= 0) {
      text.setLength(stop);
      utf8.clear();
    }
    release(stop >= 0 ? stop : text.length() - heldBack());
    return stop >= 0;
  }

  /** Releases what was held back: no more text will come. */
  void finish() {
    int before = text.length();
    utf8.finish(text);
    if (text.length() > before && last > 0) {
      ends[last - 1] = text.length();
      first = Math.min(first, last - 1);
    }
    release(text.length());
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void remember(int end, int level) {
    if (last == ends.length) {
      System.arraycopy(ends, first, ends, 0, last - first);
      System.arraycopy(levels, first, levels, 0, last - first);
      last -= first;
      first = 0;
      if (2 * last > ends.length) {
        ends = Arrays.copyOf(ends, 2 * ends.length);
        levels = Arrays.copyOf(levels, 2 * levels.length);
      }
    }
    ends[last] = end;
    levels[last] = level;
    last++;
  }

  private void release(int end) {
    while (first < last && released < end) {
      int to = Math.min(ends[first], end);
      if (to > released) {
        listener.onText(text.substring(released, to), levels[first]);
        released = to;
      }
      if (ends[first] <= end) {
        first++;
      }
    }
  }

  /** Where the earliest stop string starts that ends after {@code before}, or -1. */
  private int findStop(int before) {
    int earliest = -1;
    for (String stop : stopStrings) {
      int start = text.indexOf(stop, Math.max(0, before - stop.length() + 1));
      if (start >= 0 && (earliest < 0 || start < earliest)) {
        earliest = start;
      }
    }
    return earliest;
  }

  /** How many characters at the end may be the beginning of a stop string. */
  private int heldBack() {
    int longest = 0;
    for (String stop : stopStrings) {
      for (int n = Math.min(stop.length() - 1, text.length()); n > longest; n--) {
        if (text.indexOf(stop.substring(0, n), text.length() - n) >= 0) {
          longest = n;
        }
      }
    }
    return longest;
  }
}
