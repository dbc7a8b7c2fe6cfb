package io.github.pyramidsd.engine.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * GPT-2's way to write any bytes as printable characters: the printable ones of Latin-1 stand for
 * themselves, the other 68 bytes, in order, are written U+0100, U+0101 and so on; a space is U+0120
 * ({@code Ġ}).
 */
final class ByteAlphabet {

  private static final int FIRST_SUBSTITUTE = 0x100;
  private static final char[] CHARACTERS = new char[256]; // (byte)
  private static final byte[] BYTES = new byte[FIRST_SUBSTITUTE + 68]; // (character)

  static {
    int substitute = FIRST_SUBSTITUTE;
    for (int b = 0; b < CHARACTERS.length; b++) {
      char character = (char) (isPrintable(b) ? b : substitute++);
      CHARACTERS[b] = character;
      BYTES[character] = (byte) b;
    }
  }

  private ByteAlphabet() {}

  private static boolean isPrintable(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
  }

  /** Returns the character that a byte is written as. */
  static char character(byte b) {
    return CHARACTERS[b & 0xFF];
  }

  /** Writes bytes in this alphabet. */
  static String encode(byte[] bytes) {
    char[] characters = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      characters[i] = character(bytes[i]);
    }
    return new String(characters);
  }

  /** Returns the bytes that a text in this alphabet stands for; other characters are UTF-8. */
  static byte[] decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (c < BYTES.length && CHARACTERS[BYTES[c] & 0xFF] == c) {
        bytes.write(BYTES[c]);
      } else {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
