package io.github.pyramidsd.cli;

import picocli.CommandLine.Option;

/** Whether the user trusts a text to name special tokens. */
final class SpecialOption {

  static final String NAME = "--special";

  @Option(
      names = NAME,
      description = "Read the names of special tokens in the text as those tokens.")
  private boolean special;

  boolean special() {
    return special;
  }
}
