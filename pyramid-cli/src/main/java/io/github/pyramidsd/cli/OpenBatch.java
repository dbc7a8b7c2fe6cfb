package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.Finish;
import io.github.pyramidsd.evaluation.batch.Completer;
import io.github.pyramidsd.evaluation.batch.Completion;
import io.github.pyramidsd.evaluation.batch.DecoderCompleter;
import io.github.pyramidsd.evaluation.batch.Prompt;
import io.github.pyramidsd.evaluation.batch.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;

/** The models of a batch, open; what a planner learns is kept when they are closed. */
final class OpenBatch implements Completer {

  private final ModelLoader loader;
  private final OpenModels models;
  private final Decoder decoder;
  private final DecoderCompleter completer;
  private final PlanMemory memory;
  private final ProgressLine line;
  private boolean full; // and said
  private double seconds;

  private OpenBatch(
      ModelLoader loader,
      OpenModels models,
      Decoder decoder,
      Request request,
      PlanMemory memory,
      ProgressLine line) {
    this.loader = loader;
    this.models = models;
    this.decoder = decoder;
    this.completer = new DecoderCompleter(decoder, request);
    this.memory = memory;
    this.line = line;
  }

  /**
   * Opens all models or none.
   *
   * @param directory where paths of models begin
   */
  static OpenBatch open(
      BatchDecoding decoding,
      Request request,
      Path directory,
      ModelLoader.Starter starter,
      ProgressLine line)
      throws IOException {
    SortedMap<Role, ModelReference> references = decoding.references(directory);
    ModelLoader loader = decoding.engine().start(starter);
    try {
      OpenModels models =
          OpenModels.open(
              references,
              loader,
              line,
              GenerateCommand.leastContext(request.options(), decoding.contextLength()));
      try {
        Decoder decoder = decoding.decoder(models, references);
        PlanMemory memory =
            new PlanMemory(
                CacheDirectory.standard(line::note),
                loader.computation(),
                decoding.engine().cacheType());
        memory.recall(decoder);
        return new OpenBatch(loader, models, decoder, request, memory, line);
      } catch (RuntimeException | Error e) {
        models.close();
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      loader.close();
      throw e;
    }
  }

  DecoderCompleter completer() {
    return completer;
  }

  @Override
  public Completion complete(Prompt prompt) throws IOException {
    Completion completion = completer.complete(prompt);
    seconds += completion.seconds();
    if (completion.finishReason().equals(Finish.CONTEXT_FULL.label()) && !full) {
      full = true;
      line.note(
          ("prompt \"%s\": the context is full, which ended its text; so it is wherever the"
                  + " finishReason is %s")
              .formatted(prompt.id(), completion.finishReason()));
    }
    return completion;
  }

  @Override
  public void close() {
    memory.keep(decoder, seconds);
    models.close();
    loader.close();
  }
}
