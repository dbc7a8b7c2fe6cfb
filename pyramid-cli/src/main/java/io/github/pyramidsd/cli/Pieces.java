package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Shows the text of single tokens, which need not be whole characters. */
final class Pieces {

  private Pieces() {}

  /** A token's text; bytes that are no whole character are written as {@code <0xE2>}. */
  static String text(Vocabulary vocabulary, int id) {
    byte[] bytes = vocabulary.bytes(id);
    StringBuilder text = new StringBuilder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (in.hasRemaining()) {
      CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
      CoderResult result = decoder.decode(in, out, true);
      text.append(out.flip());
      out.clear();
      int bad = result.isError() ? result.length() : 0;
      for (int i = 0; i < bad; i++) {
        text.append(String.format(Locale.ROOT, "<0x%02X>", in.get()));
      }
    }
    return text.toString();
  }

  /**
   * A token's text in quotes, with control characters made visible; its id if the file's tokenizer
   * cannot be used.
   */
  static String quoted(Vocabulary vocabulary, int id) {
    try {
      return quoted(text(vocabulary, id));
    } catch (UnsupportedOperationException e) {
      return String.valueOf(id);
    }
  }

  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                default -> {
                  if (Character.isISOControl(c)) {
                    quoted.append(String.format(Locale.ROOT, "\\u%04X", c));
                  } else {
                    quoted.appendCodePoint(c);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}
