package io.github.pyramidsd.cli;

/** The command line asks for something that it cannot have; exit code 2. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  /** Requires a condition of an option's value. */
  static void check(boolean legal, String option, Object value, String range) {
    if (!legal) {
      throw new UsageException(option + " is " + value + ", expected " + range);
    }
  }
}
