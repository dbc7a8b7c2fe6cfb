package io.github.pyramidsd.cli;

import io.github.pyramidsd.evaluation.batch.Batch;
import io.github.pyramidsd.evaluation.batch.BatchDistributor;
import io.github.pyramidsd.evaluation.batch.BatchProgress;
import io.github.pyramidsd.evaluation.batch.CompletionFile;
import io.github.pyramidsd.evaluation.batch.Prompt;
import io.github.pyramidsd.evaluation.batch.PromptReader;
import io.github.pyramidsd.evaluation.batch.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Completes many prompts into a file, here or on a cluster. */
@Command(
    name = "batch",
    sortOptions = false,
    description = {
      "Completes many prompts into a file. Called again, it goes on where it was stopped.",
      "A line of the prompts is a JSON object with \"prompt\" and, as it likes, \"id\", \"maxTokens\","
          + " \"seed\", \"temperature\", \"topK\", \"topP\", \"minP\", \"repeatPenalty\", \"stop\","
          + " \"ignoreEos\"."
    })
final class BatchCommand implements Callable<Integer> {

  private static final String STANDARD_OUTPUT = "-";

  private final Console console;
  private final ModelLoader.Starter starter;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Parameters(
      index = "0",
      paramLabel = "PROMPTS.jsonl",
      description = "The prompts, a JSON object a line.")
  private String prompts = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = {
        "Where the completions come to: a file that grows, a JSON object a line, in the order of the"
            + " prompts; or, with --spark, a directory of Parquet files if it ends with .parquet.",
        "- is standard output; that, a pipe or a device cannot be gone on with."
      })
  private String output = "";

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description = {
        "Let Apache Spark do it, such as local[2] or spark://host:7077; fetches Spark (300 MB) on"
            + " first use. Files must be where the executors see them too."
      })
  private @Nullable String master;

  @Mixin private final BatchDecoding decoding = new BatchDecoding();
  @Mixin private final CommonOptions common = new CommonOptions();

  BatchCommand(Console console, ModelLoader.Starter starter) {
    this.console = console;
    this.starter = starter;
  }

  @Override
  public Integer call() throws IOException {
    common.apply();
    boolean parquet = output.endsWith(".parquet");
    UsageException.check(
        !parquet || master != null, "--output", output, "a file of JSON lines, or --spark as well");
    Path file = Path.of(output);
    checkOutput(file);
    Request request = decoding.request(Path.of(""), starter);
    List<Prompt> all = PromptReader.read(Path.of(prompts));
    decoding.notes().forEach(console::note);
    ProgressLine line = new ProgressLine(console);
    try {
      if (parquet) {
        BatchDistributor.find()
            .distributeToParquet(
                String.valueOf(master), source(), request, all, output, shown(line));
        return 0;
      }
      try (CompletionFile completions =
          output.equals(STANDARD_OUTPUT)
              ? CompletionFile.printed(console.out()::println, request, all)
              : CompletionFile.open(file, request, all, line::note)) {
        complete(new Batch(all, completions, shown(line)), request, line);
      }
    } finally {
      line.wipe();
    }
    return 0;
  }

  /** Checks what can be known of the output before anything is read or opened. */
  private void checkOutput(Path file) throws IOException {
    boolean regular = !output.equals(STANDARD_OUTPUT) && (!Files.exists(file) || isRegular(file));
    if (master != null && !regular) {
      throw new UsageException(
          "--spark needs a file to go on from, but --output is %s: give a regular file"
              .formatted(output));
    }
    if (isRegular(file) && Files.exists(Path.of(prompts)) && isSame(file)) {
      throw new UsageException(
          "--output %s is the file of the prompts: give another output".formatted(output));
    }
  }

  private boolean isSame(Path file) throws IOException {
    return Files.isSameFile(file, Path.of(prompts));
  }

  private static boolean isRegular(Path file) {
    return Files.isRegularFile(file);
  }

  private void complete(Batch batch, Request request, ProgressLine line) throws IOException {
    List<Prompt> missing = batch.missing();
    if (missing.isEmpty()) {
      console.note("all %s prompts are completed already".formatted(batch.prompts().size()));
      return;
    }
    if (missing.size() < batch.prompts().size()) {
      console.note(
          "%s of %s prompts are completed already"
              .formatted(batch.prompts().size() - missing.size(), batch.prompts().size()));
    }
    if (master != null) {
      BatchDistributor.find().distribute(master, source(), batch);
      return;
    }
    try (OpenBatch open = OpenBatch.open(decoding, request, Path.of(""), starter, line);
        Interruption interruption = new Interruption()) {
      interruption.watch(open.completer()::cancel);
      open.completer().check(missing);
      open.completer()
          .encoder()
          .hint(missing.stream().map(Prompt::text).toList(), SpecialOption.NAME)
          .ifPresent(line::note);
      batch.run(open);
    } catch (CancellationException e) {
      line.note(
          batch.output().isResumable()
              ? "stopped; called again, it goes on"
              : "stopped; only a regular file can be gone on with: called again, it begins anew");
    }
  }

  private BatchProgress shown(ProgressLine line) {
    return (done, total, left) ->
        line.show("%s of %s prompts, %s left".formatted(done, total, Durations.words(left)));
  }

  /** How executors open the models: by the very options of this command line. */
  private BatchSource source() {
    List<String> words = new ArrayList<>(command.commandLine().getParseResult().originalArgs());
    words.removeFirst(); // the command's own name
    return new BatchSource(words, Path.of("").toAbsolutePath().toString());
  }

  BatchDecoding decoding() {
    return decoding;
  }
}
