package io.github.pyramidsd.engine.gguf;

import java.util.AbstractList;
import java.util.RandomAccess;

/** An array of numbers or bools, kept as the file's little-endian bytes. */
final class PackedScalars extends AbstractList<Object> implements RandomAccess {

  private final ValueType type;
  private final byte[] bytes; // (size, type.bytes)

  PackedScalars(ValueType type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  ValueType type() {
    return type;
  }

  @Override
  public int size() {
    return bytes.length / type.bytes();
  }

  @Override
  public Object get(int index) {
    return type.decode(bits(index));
  }

  /** The element's bits, zero-extended. */
  long bits(int index) {
    int width = type.bytes();
    long bits = 0;
    for (int i = width - 1; i >= 0; i--) {
      bits = (bits << Byte.SIZE) | (bytes[index * width + i] & 0xff);
    }
    return bits;
  }
}
