package io.github.pyramidsd.engine.gguf;

import java.io.IOException;
import java.util.Locale;

/**
 * A GGUF file is unreadable, malformed or not what its reader needs.
 *
 * <p>The message starts with the name of the file; where the fault has a place in the file, its
 * byte offset follows, then the metadata key or tensor: {@code model.gguf: at byte 1234: tensor
 * 'blk.0.attn_q.weight': ...}.
 */
public final class GgufException extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int QUOTED_LENGTH = 100; // chars

  /** A fault of the whole file. */
  GgufException(String file, String problem) {
    super(file + ": " + problem);
  }

  /** A fault of the whole file that something else brought about. */
  GgufException(String file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }

  /** A fault at a byte of the file. */
  GgufException(String file, long offset, String problem) {
    super(file + ": at byte " + offset + ": " + problem);
  }

  /**
   * Text from a file, made fit for a message: in quotes, at most 100 chars of it, with backslashes,
   * quotes and whatever could disturb a terminal escaped.
   */
  static String quote(String text) {
    var quoted = new StringBuilder("'");
    for (int i = 0; i < text.length(); i++) {
      if (i == QUOTED_LENGTH) {
        return quoted.append("'... (").append(text.length()).append(" chars)").toString();
      }
      char c = text.charAt(i);
      if (c == '\\' || c == '\'') {
        quoted.append('\\').append(c);
      } else if (isPlain(c)) {
        quoted.append(c);
      } else {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return quoted.append('\'').toString();
  }

  private static boolean isPlain(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
