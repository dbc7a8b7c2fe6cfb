package io.github.pyramidsd.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures; what, its own commands say. */
@Command(
    name = "bench",
    synopsisSubcommandLabel = "COMMAND",
    description = "Measures the speed of forward passes and of decoding.")
final class BenchCommand implements Runnable {

  @Mixin private final CommonOptions common = new CommonOptions();

  private BenchCommand() {}

  static CommandLine with(Console console, ModelLoader.Starter models) {
    return new CommandLine(new BenchCommand())
        .addSubcommand("forward", new BenchForwardCommand(console, models))
        .addSubcommand("decode", new BenchDecodeCommand(console, models));
  }

  @Override
  public void run() {
    common.apply();
    throw new UsageException("nothing to measure, expected bench forward or bench decode");
  }
}
