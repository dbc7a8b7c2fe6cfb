package io.github.pyramidsd.cli;

/** The {@code pyramid} command's entry point, and the only place that ends the JVM. */
public final class Main {

  private Main() {}

  /** Runs a command line and exits with its code. */
  public static void main(String[] args) {
    Console console = Console.standard();
    Logging.install(console.err());
    System.exit(new PyramidCli(console, EngineModels::start).run(args));
  }
}
