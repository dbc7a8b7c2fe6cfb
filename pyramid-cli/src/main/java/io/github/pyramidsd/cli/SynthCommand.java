package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.synthetic.FamilyMeasurement;
import io.github.pyramidsd.engine.synthetic.ModelShape;
import io.github.pyramidsd.engine.synthetic.SyntheticModel;
import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes models that nobody trained. */
@Command(
    name = "synth",
    sortOptions = false,
    description = {
      "Writes GGUF files with the shapes of real models, for measuring speed where weights cannot"
          + " be had: one of random weights, or with --family a draft, a qualifier and a target"
          + " whose predictions are planted, so that they agree as often as asked."
    })
final class SynthCommand implements Callable<Integer> {

  /** What {@code --json} prints. */
  private record Written(
      String kind, List<WrittenFile> files, @Nullable FamilyMeasurement measured) {}

  /** A file that was written. */
  record WrittenFile(String file, String shape, String format, long parameters, long bytes) {}

  private final Console console;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      description = "The model to be like, such as llama-3.2-1b; a wrong one lists all.")
  private @Nullable String shape;

  @ArgGroup(exclusive = false, heading = "%nPlanted families:%n")
  private @Nullable FamilyOptions family;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "How matrices are stored: F32, F16, BF16, Q8_0 (default), Q4_0, Q4_K or Q6_K.")
  private String format = "Q8_0";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Where to: a file, or the directory of a family.")
  private Path output = Path.of("");

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all random numbers (default 0): the same one gives the same files.")
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
    if (family != null) {
      if (shape != null) {
        throw new UsageException("--shape and --family exclude each other; a family has --shapes");
      }
      FamilyWriter writer = family.writer(format, seed, output, new ProgressLine(console));
      writer.files().forEach(this::checkAbsent);
      List<WrittenFile> files = writer.write(force);
      print(new Written(SyntheticModel.PLANTED, files, writer.measure()));
    } else {
      print(new Written(SyntheticModel.RANDOM, List.of(writeRandom()), null));
    }
    return 0;
  }

  private WrittenFile writeRandom() throws IOException {
    String name = shape;
    if (name == null) {
      throw new UsageException(
          "there is nothing to write: add --shape SHAPE, or --family and --shapes");
    }
    ModelShape known = checked(() -> ModelShape.named(name));
    checked(
        () -> {
          SyntheticModel.checkFormat(format, known);
          return true;
        });
    checkAbsent(output);
    ProgressLine line = new ProgressLine(console);
    try {
      SyntheticModel.Progress progress =
          (done, total) -> line.show("writing %s: %s %%".formatted(output, done * 100 / total));
      long bytes = SyntheticModel.writeRandom(known, format, seed, output, force, progress);
      return new WrittenFile(output.toString(), known.name(), format, known.parameters(), bytes);
    } finally {
      line.wipe();
    }
  }

  private void checkAbsent(Path file) {
    if (file.toString().equals("-") || (Files.exists(file) && !Files.isRegularFile(file))) {
      throw new UsageException(
          "--output %s: expected a regular file: a model cannot be written to a pipe or a device"
              .formatted(file));
    }
    if (!force && Files.exists(file)) {
      throw new UsageException(file + " exists: add --force to replace it");
    }
  }

  /** Makes what options describe; what is wrong with them is wrong usage. */
  static <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void print(Written written) {
    if (json) {
      console.out().println(Json.write(written));
      return;
    }
    for (WrittenFile file : written.files()) {
      console
          .out()
          .println(
              "%s: %s, %s weights, %s, %s parameters, %s"
                  .formatted(
                      file.file(),
                      file.shape(),
                      written.kind(),
                      file.format(),
                      Sizes.count(file.parameters()),
                      Sizes.bytes(file.bytes())));
    }
    if (written.measured() != null) {
      console.out().print(FamilyWriter.describe(written.measured()));
    }
  }
}
