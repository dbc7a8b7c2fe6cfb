package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Decoder;
import io.github.pyramidsd.decoding.plan.Planner;
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
  private double seconds;

  private OpenBatch(
      ModelLoader loader, OpenModels models, Decoder decoder, Request request, PlanMemory memory) {
    this.loader = loader;
    this.models = models;
    this.decoder = decoder;
    this.completer = new DecoderCompleter(decoder, request);
    this.memory = memory;
  }

  /**
   * Opens all models or none.
   *
   * @param directory where paths of models begin
   * @param repeatable whether auto is to choose without a clock
   */
  static OpenBatch open(
      BatchDecoding decoding,
      Request request,
      Path directory,
      boolean repeatable,
      ModelLoader.Starter starter,
      ProgressLine line)
      throws IOException {
    SortedMap<Role, ModelReference> references = decoding.references(directory);
    ModelLoader loader = decoding.engine().start(starter);
    try {
      OpenModels models =
          OpenModels.open(
              references, loader, line, GenerateCommand.leastContext(request.options()));
      try {
        Decoder decoder = decoding.decoder(models, references, repeatable);
        PlanMemory memory =
            new PlanMemory(
                CacheDirectory.standard(line::note),
                loader.computation(),
                request.options().sampling(),
                repeatable);
        if (decoder instanceof Planner planner) {
          memory.recall(planner);
        }
        return new OpenBatch(loader, models, decoder, request, memory);
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
    return completion;
  }

  @Override
  public void close() {
    if (decoder instanceof Planner planner && seconds > 0) {
      memory.keep(planner, seconds);
    }
    models.close();
    loader.close();
  }
}
