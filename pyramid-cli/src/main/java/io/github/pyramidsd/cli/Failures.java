package io.github.pyramidsd.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what went wrong. */
final class Failures {

  private Failures() {}

  /** What is wrong with a command line. */
  static String usage(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String argument = unmatched.getUnmatched().getFirst();
      boolean commandMissing = unmatched.getCommandLine().getParent() == null;
      if (argument.startsWith("-") && argument.length() > 1) {
        return "unknown option " + argument + suggestions(unmatched);
      }
      return commandMissing
          ? "unknown command '" + argument + "'" + suggestions(unmatched)
          : "unexpected argument '" + argument + "' (quote text that has spaces)";
    }
    String message = String.valueOf(e.getMessage());
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private static String suggestions(UnmatchedArgumentException e) {
    return e.getSuggestions().isEmpty()
        ? ""
        : ", did you mean " + String.join(" or ", e.getSuggestions()) + "?";
  }

  /** What went wrong while a command ran. */
  static String describe(Throwable e) {
    return switch (e) {
      case NoSuchFileException missing when missing.getReason() == null ->
          missing.getFile() + ": no such file";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException file -> message(file);
      case UncheckedIOException wrapped -> message(wrapped);
      case IOException io -> message(io);
      case IllegalArgumentException illegal -> message(illegal);
      case IllegalStateException illegal -> message(illegal);
      case ArithmeticException arithmetic -> message(arithmetic);
      case OutOfMemoryError memory ->
          "out of memory (%s): use smaller models or a smaller --ctx, or give Java more with %s"
              .formatted(memory.getMessage(), "PYRAMID_JAVA_OPTS=-Xmx8g");
      default -> "internal error: " + e + "; --verbose shows where";
    };
  }

  /** Without the control characters that a message may quote from a file. */
  static String oneLine(String message) {
    return message.strip().replace("\n", "\\n").replaceAll("\\p{Cntrl}", "?");
  }

  private static String message(Throwable e) {
    @Nullable String message = e.getMessage();
    return message == null ? e.toString() : message;
  }
}
