package io.github.pyramidsd.engine.gguf;

/** Strict UTF-8, as in table 3-7 of the Unicode standard. */
final class Utf8 {

  private Utf8() {}

  /**
   * Where {@code bytes[from, to)} stops being well-formed.
   *
   * @return the index of the first byte of the first malformed sequence, or -1 if there is none
   */
  static int malformedAt(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (bytes[i] >= 0) {
        i++;
        continue;
      }
      int length = sequenceLength(bytes[i] & 0xff);
      if (length == 0 || length > to - i || !isSecond(bytes[i] & 0xff, bytes[i + 1] & 0xff)) {
        return i;
      }
      for (int k = 2; k < length; k++) {
        if ((bytes[i + k] & 0xc0) != 0x80) {
          return i;
        }
      }
      i += length;
    }
    return -1;
  }

  /** The bytes of the sequence that begins with {@code lead}, at least 0x80, or 0 if none does. */
  private static int sequenceLength(int lead) {
    if (lead < 0xc2 || lead > 0xf4) {
      return 0;
    }
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  }

  /** The second byte also excludes overlong forms, surrogates and what exceeds U+10FFFF. */
  private static boolean isSecond(int lead, int second) {
    int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high;
  }
}
