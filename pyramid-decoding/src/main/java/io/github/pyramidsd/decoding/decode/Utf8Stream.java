package io.github.pyramidsd.decoding.decode;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns the bytes of tokens into text. A character that is split over tokens appears with the last
 * of them; bytes that are no UTF-8 appear as U+FFFD.
 */
final class Utf8Stream {

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer bytes = ByteBuffer.allocate(64); // what does not make a character yet
  private CharBuffer chars = CharBuffer.allocate(64);

  /** Appends to a text what the bytes complete of it. */
  void append(byte[] more, StringBuilder text) {
    if (bytes.remaining() < more.length) {
      int capacity = 2 * (bytes.position() + more.length);
      bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
      chars = CharBuffer.allocate(capacity);
    }
    bytes.put(more).flip();
    decoder.decode(bytes, chars, false);
    bytes.compact();
    drain(text);
  }

  /** Whether all bytes make characters. */
  boolean isEmpty() {
    return bytes.position() == 0;
  }

  /** Forgets the bytes that do not make a character yet. */
  void clear() {
    bytes.clear();
  }

  /** Ends the stream: an incomplete character appears as U+FFFD. */
  void finish(StringBuilder text) {
    decoder.decode(bytes.flip(), chars, true);
    decoder.flush(chars);
    drain(text);
  }

  private void drain(StringBuilder text) {
    text.append(chars.flip());
    chars.clear();
  }
}
