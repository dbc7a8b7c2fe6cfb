package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.synthetic.ModelShape;
import io.github.pyramidsd.engine.synthetic.SyntheticModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes models that nobody trained. */
@Command(
    name = "synth",
    sortOptions = false,
    description = {
      "Writes a GGUF file with the shape of a real model and random weights,",
      "for measuring speed where weights cannot be had."
    })
final class SynthCommand implements Callable<Integer> {

  /** What {@code --json} prints. */
  private record Written(
      String file, String kind, String shape, String format, long parameters, long bytes) {}

  private final Console console;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      description = "The model to be like, such as llama-3.2-1b; a wrong one lists all.")
  private @Nullable String shape;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "How matrices are stored: F32, F16, BF16, Q8_0 (default), Q4_0, Q4_K or Q6_K.")
  private String format = "Q8_0";

  @Option(names = "--output", required = true, paramLabel = "FILE", description = "Where to.")
  private Path output = Path.of("");

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all random numbers (default 0): the same one gives the same file.")
  private long seed;

  @Option(names = "--force", description = "Replace what is there.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private final CommonOptions common = new CommonOptions();

  SynthCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    common.apply();
    ModelShape known = shape(shape);
    long bytes = write(known);
    if (json) {
      console
          .out()
          .println(
              Json.write(
                  new Written(
                      output.toString(),
                      SyntheticModel.RANDOM,
                      known.name(),
                      format,
                      known.parameters(),
                      bytes)));
    } else {
      console
          .out()
          .println(
              "%s: %s of random weights, %s, %s parameters, %s"
                  .formatted(
                      output,
                      known.name(),
                      format,
                      Sizes.count(known.parameters()),
                      Sizes.bytes(bytes)));
    }
    return 0;
  }

  private static ModelShape shape(@Nullable String name) {
    if (name == null) {
      throw new UsageException("there is nothing to write: add --shape SHAPE");
    }
    try {
      return ModelShape.named(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private long write(ModelShape known) throws IOException {
    checkFormat(known);
    if (!force && Files.exists(output)) {
      throw new UsageException(output + " exists: add --force to replace it");
    }
    ProgressLine line = new ProgressLine(console);
    try {
      return SyntheticModel.writeRandom(
          known,
          format,
          seed,
          output,
          force,
          (done, total) -> line.show("writing %s: %d %%".formatted(output, done * 100 / total)));
    } finally {
      line.wipe();
    }
  }

  private void checkFormat(ModelShape known) {
    try {
      SyntheticModel.checkFormat(format, known);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
