package io.github.pyramidsd.engine.gguf;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.RandomAccess;

/** An array of strings, kept as UTF-8 in one piece and decoded when asked for. */
final class PackedStrings extends AbstractList<String> implements RandomAccess {

  private final byte[] utf8; // well-formed
  private final int[]
      ends; // (size): where each string ends in utf8; it begins where the last ended

  PackedStrings(byte[] utf8, int[] ends) {
    this.utf8 = utf8;
    this.ends = ends;
  }

  @Override
  public int size() {
    return ends.length;
  }

  @Override
  public String get(int index) {
    int start = index == 0 ? 0 : ends[index - 1];
    return new String(utf8, start, ends[index] - start, StandardCharsets.UTF_8);
  }
}
