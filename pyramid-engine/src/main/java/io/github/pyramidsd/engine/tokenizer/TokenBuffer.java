package io.github.pyramidsd.engine.tokenizer;

import java.util.Arrays;

/** A growing array of token ids. */
final class TokenBuffer {

  private int[] ids;
  private int size;

  TokenBuffer(int capacity) {
    ids = new int[Math.max(capacity, 16)];
  }

  void add(int id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size + (size >> 1));
    }
    ids[size++] = id;
  }

  int[] toArray() {
    return Arrays.copyOf(ids, size);
  }
}
