package io.github.pyramidsd.cli;

import java.io.PrintStream;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sends what the libraries log to standard error, one line each. */
final class Logging {

  /** Held, because the log manager forgets the settings of loggers that nobody holds. */
  private static final Logger LOGGER = Logger.getLogger("io.github.pyramidsd");

  private Logging() {}

  /** Shows warnings, and no more. */
  static void install(PrintStream err) {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(new LineHandler(err));
    LOGGER.setLevel(Level.WARNING);
  }

  /** Shows everything that is logged. */
  static void showAll() {
    LOGGER.setLevel(Level.ALL);
  }

  private static final class LineHandler extends Handler {

    private final PrintStream err;

    LineHandler(PrintStream err) {
      this.err = err;
      setFormatter(new LineFormatter());
    }

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record)) {
        err.println(getFormatter().format(record));
      }
    }

    @Override
    public void flush() {
      err.flush();
    }

    @Override
    public void close() {
      flush();
    }
  }

  private static final class LineFormatter extends Formatter {
    @Override
    public String format(LogRecord record) {
      String kind = record.getLevel().intValue() >= Level.WARNING.intValue() ? "warning: " : "";
      return "pyramid: " + kind + formatMessage(record).replace('\n', ' ');
    }
  }
}
