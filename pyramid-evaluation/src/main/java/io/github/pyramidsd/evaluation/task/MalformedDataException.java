package io.github.pyramidsd.evaluation.task;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Data of a task are not written as they should be. */
final class MalformedDataException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedDataException(String source, int line, String problem) {
    this(source, line, problem, null);
  }

  MalformedDataException(String source, int line, String problem, @Nullable Throwable cause) {
    super(source + ":" + line + ": " + problem, cause);
  }
}
