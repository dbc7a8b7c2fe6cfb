package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds out how models are best put together. */
@Command(
    name = "plan",
    sortOptions = false,
    description = {
      "Finds out how models are best put together on sample text: measures what passes cost and",
      "how often models agree, predicts the speed of every composition with its best lengths, and",
      "measures that too, and --method auto beside it. What it learns is kept for later runs.",
      "'steady' is the measured speed-up, each pass taken for the median of its model and size."
    })
final class PlanCommand implements Callable<Integer> {

  private final Console console;
  private final ModelLoader.Starter starter;

  @Mixin private final ModelOptions models = new ModelOptions();

  @Option(
      names = "--prompts",
      paramLabel = "FILE.jsonl",
      description = {
        "Sample texts: an object with \"prompt\" a line. By default Java source code that the",
        "embedded models do not know, or random tokens if the target is synthetic."
      })
  private @Nullable String promptsFile;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each composition is measured (default ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--lookup",
      paramLabel = "N",
      description = "0: leave out the lookup level, which proposes without a model.")
  private int lookup = 1;

  @Option(
      names = "--max-deviation",
      paramLabel = "EPSILON",
      description = "A budget for auto to spend; the compositions are lossless all the same.")
  private double maxDeviation = Double.POSITIVE_INFINITY;

  @Mixin private final SamplingArguments sampling = new SamplingArguments();
  @Mixin private final EngineOptions engine = new EngineOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private final CommonOptions common = new CommonOptions();

  PlanCommand(Console console, ModelLoader.Starter starter) {
    this.console = console;
    this.starter = starter;
  }

  @Override
  public Integer call() throws IOException {
    common.apply();
    UsageException.check(rounds >= 1, "--rounds", rounds, "1 or more");
    MethodOptions.checkLength("--lookup", lookup, 0);
    SortedMap<Role, ModelReference> references =
        models.choose(new DecodingMethod.Auto(), "--method");
    GenerateOptions options = sampling.measured(maxDeviation);
    engine.check();
    sampling.notes().forEach(console::note);
    ProgressLine progress = new ProgressLine(console);
    try (ModelLoader loader = engine.start(starter);
        OpenModels opened = OpenModels.open(references, loader, progress, 0)) {
      Pyramid pyramid = new Decoders(opened.byRole(references), OptionalInt.of(lookup)).levels();
      sampling.checkContext(pyramid.contextLength());
      BenchPrompts prompts = BenchPrompts.of(promptsFile, pyramid.target());
      Decoder decoder = Decoder.of(pyramid).withContextLength(sampling.contextLength());
      PlanMemory memory =
          new PlanMemory(
              CacheDirectory.standard(console::note), loader.computation(), engine.cacheType());
      memory.recall(decoder);
      PlanTable table =
          new PlanSurvey(decoder, prompts, options, progress).run(rounds, loader.computation());
      memory.keep(decoder, Double.MAX_VALUE);
      progress.wipe();
      console.out().print(json ? Json.write(table) + "\n" : table.toText());
      if (!json) {
        table.notes().forEach(console::note);
      }
    } finally {
      progress.wipe();
    }
    return 0;
  }
}
