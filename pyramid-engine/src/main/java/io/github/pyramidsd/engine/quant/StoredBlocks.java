package io.github.pyramidsd.engine.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How the bits of quants lie in the blocks of GGUF files, as far as several formats have it alike.
 */
final class StoredBlocks {

  private StoredBlocks() {}

  static int unsigned(MemorySegment source, long offset) {
    return Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, offset));
  }

  /** 32 quants in 16 bytes: columns 0 to 15 in low nibbles, 16 to 31 in high ones. */
  static void nibbles(MemorySegment source, long offset, byte[] quants, int at) {
    for (int i = 0; i < 16; i++) {
      int both = unsigned(source, offset + i);
      quants[at + i] = (byte) (both & 0xf);
      quants[at + 16 + i] = (byte) (both >> 4);
    }
  }

  /** 256 quants, 64 in 32 bytes: the first 32 of them in low nibbles, the others in high ones. */
  static void wideNibbles(MemorySegment source, long offset, byte[] quants, int at) {
    for (int i = 0; i < 128; i++) {
      int both = unsigned(source, offset + i);
      int to = at + i / 32 * 64 + i % 32;
      quants[to] = (byte) (both & 0xf);
      quants[to + 32] = (byte) (both >> 4);
    }
  }

  /** 256 quants of 2 bits, 128 in 32 bytes: 32 of them in the lowest bits, and so on. */
  static void pairs(MemorySegment source, long offset, byte[] quants, int at) {
    for (int column = 0; column < 256; column++) {
      int byteAt = column / 128 * 32 + column % 32;
      int shift = column % 128 / 32 * 2;
      quants[at + column] = (byte) ((unsigned(source, offset + byteAt) >> shift) & 3);
    }
  }

  /** Adds the fifth bits of 32 quants, which lie in 4 bytes in the order of columns. */
  static void fifthBits(MemorySegment source, long offset, byte[] quants, int at) {
    for (int column = 0; column < 32; column++) {
      int bit = (unsigned(source, offset + column / 8) >> (column % 8)) & 1;
      quants[at + column] |= (byte) (bit << 4);
    }
  }

  /**
   * Adds the highest bits of 256 quants: those of columns 0 to 31 in the lowest bits of 32 bytes.
   */
  static void highBits(MemorySegment source, long offset, byte[] quants, int at, int value) {
    for (int column = 0; column < 256; column++) {
      int bit = (unsigned(source, offset + column % 32) >> (column / 32)) & 1;
      quants[at + column] |= (byte) (bit * value);
    }
  }

  /**
   * 8 scales and 8 minimums of 6 bits in 12 bytes: of the first four, 6 bits in bytes 0 to 3 and 4
   * to 7; of the last four, 4 bits in the nibbles of bytes 8 to 11 and 2 on top of the first four.
   */
  static void sixBitScales(MemorySegment source, long offset, SharedScales shared) {
    for (int i = 0; i < 4; i++) {
      int first = unsigned(source, offset + i);
      int second = unsigned(source, offset + 4 + i);
      int third = unsigned(source, offset + 8 + i);
      shared.scales[i] = (byte) (first & 0x3f);
      shared.minimums[i] = (byte) (second & 0x3f);
      shared.scales[4 + i] = (byte) ((third & 0xf) | ((first >> 6) << 4));
      shared.minimums[4 + i] = (byte) ((third >> 4) | ((second >> 6) << 4));
    }
  }
}
