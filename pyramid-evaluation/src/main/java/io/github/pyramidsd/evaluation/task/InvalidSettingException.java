package io.github.pyramidsd.evaluation.task;

/** A setting of a task is unknown, or its value is out of range. */
public final class InvalidSettingException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String setting;

  InvalidSettingException(String setting, String message) {
    super(message);
    this.setting = setting;
  }

  /** Its name, such as {@code max-tokens}, for those who know in which line it stands. */
  public String setting() {
    return setting;
  }
}
