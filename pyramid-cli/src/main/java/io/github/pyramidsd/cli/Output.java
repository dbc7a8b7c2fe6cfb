package io.github.pyramidsd.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Standard output in UTF-8. Unlike a print stream it fails when nothing can be written any more.
 */
final class Output {

  /** The output cannot be written to; nothing that is left to do makes sense. */
  static final class FailedException extends UncheckedIOException {

    private static final long serialVersionUID = 1L;

    FailedException(IOException cause) {
      super(cause.getMessage(), cause);
    }

    /** Whether just the reader has gone, as {@code head} does when it has enough. */
    boolean isClosedPipe() {
      String message = String.valueOf(getMessage());
      return message.contains("Broken pipe") || message.contains("Stream closed");
    }
  }

  private final OutputStream stream;
  private boolean failed;

  Output(OutputStream stream) {
    this.stream = new BufferedOutputStream(stream);
  }

  void print(String text) {
    write(text.getBytes(StandardCharsets.UTF_8), false);
  }

  /** Prints a line and hands it to the reader. */
  void println(String line) {
    write((line + "\n").getBytes(StandardCharsets.UTF_8), true);
  }

  void flush() {
    write(new byte[0], true);
  }

  private void write(byte[] bytes, boolean flush) {
    if (failed) {
      return;
    }
    try {
      stream.write(bytes);
      if (flush) {
        stream.flush();
      }
    } catch (IOException e) {
      failed = true;
      throw new FailedException(e);
    }
  }
}
