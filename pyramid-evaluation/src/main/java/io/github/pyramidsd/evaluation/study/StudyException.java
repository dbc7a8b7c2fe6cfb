package io.github.pyramidsd.evaluation.study;

import java.io.IOException;

/** A study file asks for what cannot be; the message names the file, the line and the key. */
public final class StudyException extends IOException {

  private static final long serialVersionUID = 1L;

  StudyException(String message, Throwable cause) {
    super(message, cause);
  }

  StudyException(String message) {
    super(message);
  }
}
