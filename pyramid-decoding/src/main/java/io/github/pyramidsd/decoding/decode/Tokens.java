package io.github.pyramidsd.decoding.decode;

import java.util.Arrays;
import java.util.Objects;

/**
 * The tokens of a context. All levels share them: what one drafts, the one above finds appended,
 * and taking tokens back takes them from every level.
 */
public final class Tokens {

  private final int limit;
  private int[] ids = new int[64];
  private int length;

  Tokens(int limit) {
    this.limit = limit;
  }

  /** How many there are. */
  public int length() {
    return length;
  }

  /**
   * One of them.
   *
   * @throws IndexOutOfBoundsException if the index is not below {@link #length()}
   */
  public int get(int index) {
    return ids[Objects.checkIndex(index, length)];
  }

  /** The most there can be. */
  public int limit() {
    return limit;
  }

  /** A copy of those in a range. */
  public int[] toArray(int from, int to) {
    Objects.checkFromToIndex(from, to, length);
    return Arrays.copyOfRange(ids, from, to);
  }

  /** The ids themselves, of which the first {@link #length()} count. */
  int[] ids() {
    return ids;
  }

  void append(int token) {
    if (length == ids.length) {
      ids = Arrays.copyOf(ids, (int) Math.min(limit, 2L * length));
    }
    ids[length++] = token;
  }

  void takeBack(int newLength) {
    length = newLength;
  }
}
