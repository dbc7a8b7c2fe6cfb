package io.github.pyramidsd.cli;

import io.github.pyramidsd.evaluation.json.Utf8;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a command reads from and writes to. Both outputs are UTF-8 whatever the locale.
 *
 * @param in standard input
 * @param out standard output: results alone
 * @param err standard error: notes, statistics, errors
 * @param inIsTerminal whether somebody would have to type the input
 * @param errIsTerminal whether progress can be shown
 */
record Console(
    InputStream in, Output out, PrintStream err, boolean inIsTerminal, boolean errIsTerminal) {

  /** The launcher says here which of the descriptors 0, 1 and 2 are terminals, such as "02". */
  private static final String TERMINALS = "pyramid.terminals";

  /** The launcher says here that standard input was closed. */
  private static final String CLOSED = "pyramid.closed";

  /** The process's own streams. */
  static Console standard() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new Output(new FileOutputStream(FileDescriptor.out)),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        isTerminal("0"),
        isTerminal("2"));
  }

  /**
   * Reads all of standard input as text.
   *
   * @throws IOException if it is closed, or not UTF-8
   */
  String readAll() throws IOException {
    if (System.getProperty(CLOSED, "").contains("0")) {
      throw new IOException("standard input is closed, expected the text there");
    }
    byte[] bytes;
    try {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new IOException("standard input cannot be read: " + e.getMessage(), e);
    }
    return Utf8.decode("standard input", bytes);
  }

  /** Tells something worth knowing that is no error. */
  void note(String message) {
    err.println("pyramid: note: " + message);
  }

  @SuppressWarnings("SystemConsoleNull") // null where standard input or output is no terminal
  private static boolean isTerminal(String descriptor) {
    @Nullable String terminals = System.getProperty(TERMINALS);
    if (terminals != null) {
      return terminals.contains(descriptor);
    }
    java.io.@Nullable Console console = System.console();
    return console != null && console.isTerminal();
  }
}
