package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.tuning.LayerTuner;
import io.github.pyramidsd.engine.tuning.LayerTuning;
import io.github.pyramidsd.engine.tuning.TuningOptions;
import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.evaluation.json.Utf8;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds layers of a model to draft with, and keeps them. */
@Command(
    name = "tune-layers",
    sortOptions = false,
    description = {
      "Finds layers of a model that make a good draft for the whole of it, says what speed-up",
      "they promise, and keeps them for --draft layers:tuned."
    })
final class TuneLayersCommand implements Callable<Integer> {

  private static final double MOST_SECONDS = 86_400;
  private static final int PROMPT_PIECE = 64; // tokens of a prompt, so that many have a say
  private static final int TEXT_PIECE = 256; // tokens of a text that are one context

  /** Tokens to compare layers on, and where they are from. */
  private record Sample(String source, List<int[]> sequences) {}

  private final Console console;
  private final ModelLoader.Starter starter;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A GGUF file, or java-target (default), java-qualifier or java-draft.")
  private String model = "java-target";

  @Option(
      names = "--prompts",
      paramLabel = "FILE.jsonl",
      description = {
        "Texts such as the model is to continue: an object with \"prompt\" a line. By default Java",
        "source code that the embedded models do not know, or random tokens if the model is",
        "synthetic."
      })
  private @Nullable String promptsFile;

  @Option(names = "--text-file", paramLabel = "FILE", description = "One such text.")
  private @Nullable String textFile;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = "Positions at which to compare, at most (default ${DEFAULT-VALUE}).")
  private int tokens = TuningOptions.DEFAULT.positions();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "At which the text will be drawn; 0 is greedy (default ${DEFAULT-VALUE}).")
  private double temperature = TuningOptions.DEFAULT.temperature();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long to look; the best so far counts then (default ${DEFAULT-VALUE}).")
  private double seconds = TuningOptions.DEFAULT.limit().toSeconds();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private final EngineOptions engine = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  TuneLayersCommand(Console console, ModelLoader.Starter starter) {
    this.console = console;
    this.starter = starter;
  }

  @Override
  public Integer call() throws IOException {
    common.apply();
    engine.check();
    TuningOptions options = options();
    ProgressLine progress = new ProgressLine(console);
    try (ModelLoader loader = engine.start(starter);
        OpenModels opened =
            OpenModels.open(List.of(new ModelReference.Named(model)), loader, progress)) {
      if (!(opened.toArray()[0] instanceof GgufModel target)) {
        throw new IOException(model + ": has no layers to choose from, it is no GGUF model");
      }
      Sample sample = sample(target);
      long start = System.nanoTime();
      progress.show("measuring passes");
      LayerTuning tuning =
          LayerTuner.tune(
              target,
              sample.sequences(),
              options,
              (done, of, best) ->
                  progress.show(
                      String.format(
                          Locale.ROOT,
                          "tuning layers: %s of %s, best so far %s: %.2f times as fast",
                          done,
                          of,
                          best.layers(),
                          best.predictedSpeedup())));
      progress.wipe();
      double took = (System.nanoTime() - start) / 1e9;
      finish(TuneReport.of(target, tuning, temperature, took), sample.source());
    } finally {
      progress.wipe();
    }
    return 0;
  }

  private TuningOptions options() {
    UsageException.check(tokens >= 1, "--tokens", tokens, "1 or more");
    UsageException.check(
        temperature >= 0 && temperature <= 100, "--temperature", temperature, "0 to 100");
    UsageException.check(
        seconds >= 0.001 && seconds <= MOST_SECONDS,
        "--seconds",
        seconds,
        String.format(Locale.ROOT, "0.001 to %.0f, a day", MOST_SECONDS));
    if (promptsFile != null && textFile != null) {
      throw new UsageException("--prompts and --text-file exclude each other: give one of them");
    }
    return new TuningOptions(temperature, tokens, Duration.ofNanos((long) (seconds * 1e9)));
  }

  private Sample sample(GgufModel target) throws IOException {
    if (textFile != null) {
      int[] ids = target.vocabulary().encodePrompt(Utf8.read(textFile));
      int length = Math.min(TEXT_PIECE, target.contextLength());
      List<int[]> pieces = new ArrayList<>();
      for (int from = 0; from < ids.length; from += length) {
        pieces.add(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + length)));
      }
      return new Sample(textFile, pieces);
    }
    BenchPrompts prompts = BenchPrompts.of(promptsFile, target);
    int length = Math.min(PROMPT_PIECE, target.contextLength());
    return new Sample(
        prompts.source(),
        prompts.prompts().stream()
            .map(ids -> Arrays.copyOf(ids, Math.min(ids.length, length)))
            .toList());
  }

  private void finish(TuneReport report, String source) {
    boolean kept =
        !report.path().isEmpty()
            && new LayerStore(CacheDirectory.standard(console::note)).write(report);
    if (json) {
      console.out().println(Json.write(report));
      return;
    }
    console.out().print(report.toText(source));
    if (kept) {
      console.out().println("kept for --draft layers:tuned");
    }
    if (!report.complete()) {
      console.note("the time limit cut the search: --seconds gives it more");
    }
  }
}
