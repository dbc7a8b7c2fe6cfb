package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.LogProbabilities;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text of a response as it grows: put together from tokens, cut at a stop string. A token is
 * released as soon as its text is certain.
 */
final class ResponseText {

  /** A token whose text is not certain yet, and where that ends. */
  private record Pending(int id, int level, @Nullable LogProbabilities thought, int end) {}

  private final List<String> stopStrings;
  private final Utf8Stream utf8 = new Utf8Stream();
  private final StringBuilder text = new StringBuilder();
  private final List<Pending> pending = new ArrayList<>();
  private int complete; // how many of the pending ones end with a whole character
  private int released; // where the text of the last released token ends
  private final Deque<Token> certain = new ArrayDeque<>();

  ResponseText(List<String> stopStrings) {
    this.stopStrings = stopStrings;
  }

  /**
   * Adds a token.
   *
   * @param bytes what it adds to the text; none for a special token
   * @return whether a stop string is complete; the text is then cut before it, and to be
   *     {@linkplain #finish finished}
   */
  boolean add(int id, byte[] bytes, int level, @Nullable LogProbabilities thought) {
    int before = text.length();
    utf8.append(bytes, text);
    pending.add(new Pending(id, level, thought, text.length()));
    int stop = findStop(before);
    if (stop >= 0) {
      text.setLength(stop);
      utf8.clear();
      return true;
    }
    if (utf8.isEmpty()) {
      complete = pending.size();
    }
    release(text.length() - heldBack());
    return false;
  }

  /** Releases what was held back: no more text will come. */
  void finish() {
    utf8.finish(text);
    if (!pending.isEmpty()) {
      Pending last = pending.removeLast();
      pending.add(new Pending(last.id(), last.level(), last.thought(), text.length()));
    }
    complete = pending.size();
    release(text.length());
  }

  /** The tokens whose text is certain, in order; whoever takes one removes it. */
  Deque<Token> certain() {
    return certain;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void release(int limit) {
    int count = 0;
    while (count < complete && Math.min(pending.get(count).end(), text.length()) <= limit) {
      Pending token = pending.get(count);
      int end = Math.min(token.end(), text.length());
      certain.add(
          new Token(
              token.id(),
              text.substring(released, end),
              token.level(),
              Optional.ofNullable(token.thought())));
      released = end;
      count++;
    }
    pending.subList(0, count).clear();
    complete -= count;
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
