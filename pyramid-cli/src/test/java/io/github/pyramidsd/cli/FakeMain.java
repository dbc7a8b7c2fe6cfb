package io.github.pyramidsd.cli;

/** The command line on slow fake models, for tests that need a process of its own. */
final class FakeMain {

  private FakeMain() {}

  public static void main(String[] args) {
    System.exit(new PyramidCli(Console.standard(), new Cli().passMillis(100)).run(args));
  }
}
