package io.github.pyramidsd.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every command has. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = PyramidCli.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class CommonOptions {

  @Option(names = "--verbose", description = "Show what is logged, and where errors come from.")
  private boolean verbose;

  /** Turns on logging if it is asked for. */
  void apply() {
    if (verbose) {
      Logging.showAll();
    }
  }
}
