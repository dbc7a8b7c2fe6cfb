package io.github.pyramidsd.cli;

import io.github.pyramidsd.evaluation.batch.Completer;
import io.github.pyramidsd.evaluation.batch.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/**
 * Opens the models of a batch in another process, by the same command line.
 *
 * @param words of the command line, after the command's name
 * @param directory where the command was called
 */
record BatchSource(List<String> words, String directory) implements Completer.Source {

  @Serial private static final long serialVersionUID = 1L;

  @Override
  public Completer open() throws IOException {
    Console silent =
        new Console(
            InputStream.nullInputStream(),
            new Output(OutputStream.nullOutputStream()),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            false,
            false);
    ModelLoader.Starter starter = EngineModels::start;
    BatchCommand command = new BatchCommand(silent, starter);
    new CommandLine(command).setExpandAtFiles(false).parseArgs(words.toArray(String[]::new));
    Path origin = Path.of(directory);
    Request request = command.decoding().request(origin, starter);
    return OpenBatch.open(command.decoding(), request, origin, starter, new ProgressLine(silent));
  }
}
