package io.github.pyramidsd.evaluation.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads UTF-8 text; a byte-order mark at its beginning is skipped. */
public final class Utf8 {

  private static final String MARK = "\uFEFF";

  private Utf8() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or is not UTF-8; names the file
   */
  public static String read(String file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(Path.of(file));
    } catch (FileSystemException e) {
      throw e; // has the file's name
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    return decode(file, bytes);
  }

  /**
   * Decodes bytes.
   *
   * @param source what messages call them
   * @throws IOException if they are not UTF-8; names the line and the offset
   */
  public static String decode(String source, byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new IOException(
          "%s:%d: not UTF-8 text, the byte at offset %d is malformed"
              .formatted(source, line, in.position()));
    }
    return withoutMark(out.flip().toString());
  }

  /** The text without a byte-order mark, which some editors put before it. */
  public static String withoutMark(String text) {
    return text.startsWith(MARK) ? text.substring(1) : text;
  }
}
