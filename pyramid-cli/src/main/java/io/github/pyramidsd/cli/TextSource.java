package io.github.pyramidsd.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads whole texts, which must be UTF-8. */
final class TextSource {

  private TextSource() {}

  static String readFile(String file) throws IOException {
    try {
      return decode(file, Files.readAllBytes(Path.of(file)));
    } catch (FileSystemException | NotUtf8Exception e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  static String readAll(InputStream in) throws IOException {
    return decode("standard input", in.readAllBytes());
  }

  private static final class NotUtf8Exception extends IOException {

    private static final long serialVersionUID = 1L;

    NotUtf8Exception(String source, int offset) {
      super(source + ": not UTF-8 text, the bytes at offset " + offset + " are malformed");
    }
  }

  private static String decode(String source, byte[] bytes) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new NotUtf8Exception(source, in.position());
    }
    return out.flip().toString();
  }
}
