package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.LoadOptions;
import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures forward passes of several sizes. */
@Command(
    name = "forward",
    sortOptions = false,
    description = {
      "Measures forward passes over several numbers of tokens, in turn, after 128 others.",
      "What a pass over a few tokens costs beside one over a single token is what decides",
      "whether speculation pays."
    })
final class BenchForwardCommand implements Callable<Integer> {

  private final Console console;
  private final ModelLoader.Starter starter;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A GGUF file, or java-target (default), java-qualifier or java-draft.")
  private String model = "java-target";

  @Option(
      names = "--sizes",
      paramLabel = "N,N...",
      split = ",",
      description = "Tokens of the passes (default 1,2,4,8,16,32,128).")
  private List<Integer> sizes = List.of(1, 2, 4, 8, 16, 32, 128);

  @Option(
      names = "--logits",
      paramLabel = "ROWS",
      converter = Labels.LogitsConverter.class,
      description = "all: after each token, as for verification (default); last: as for a prompt.")
  private ForwardBench.Logits logits = ForwardBench.Logits.ALL;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      description = "How often each pass is measured (default ${DEFAULT-VALUE}).")
  private int repetitions = 20;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "How often each pass is run before; by default until two seconds are over, at least twice.")
  private @Nullable Integer warmUp;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private final EngineOptions engine = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  BenchForwardCommand(Console console, ModelLoader.Starter starter) {
    this.console = console;
    this.starter = starter;
  }

  @Override
  public Integer call() throws IOException {
    common.apply();
    engine.check();
    UsageException.check(repetitions >= 1, "--repetitions", repetitions, "1 or more");
    UsageException.check(
        warmUp == null || warmUp >= 0, "--warm-up", String.valueOf(warmUp), "0 or more");
    for (int i = 0; i < sizes.size(); i++) {
      checkSize(i, sizes.get(i) >= 1, "1 or more");
    }
    ProgressLine progress = new ProgressLine(console);
    try (ModelLoader loader = engine.start(starter);
        LanguageModel target =
            OpenModels.load(
                new ModelReference.Named(model),
                loader,
                progress,
                LoadOptions.DEFAULT.withOptionalTokenizer())) {
      progress.wipe();
      check(target);
      ForwardBench bench = new ForwardBench(target, sizes, logits, progress);
      bench.run(warmUp, repetitions);
      ForwardReport report = bench.report(loader.computation());
      console.out().print(json ? Json.write(report) + "\n" : report.toText());
    } finally {
      progress.wipe();
    }
    return 0;
  }

  private void check(LanguageModel opened) throws IOException {
    int most = opened.contextLength() - ForwardBench.POSITION;
    if (most < 1) {
      throw new IOException(
          "%s was made for %s positions, but passes are measured after %s others: use another model"
              .formatted(opened.name(), opened.contextLength(), ForwardBench.POSITION));
    }
    for (int i = 0; i < sizes.size(); i++) {
      int size = sizes.get(i);
      checkSize(
          i,
          size <= most,
          "at most %s, the %s positions of %s less %s before a pass"
              .formatted(most, opened.contextLength(), opened.name(), ForwardBench.POSITION));
      checkSize(
          i,
          logits.rows(size) * (long) opened.vocabulary().size() <= ForwardBench.MOST_LOGITS,
          "at most %s, or --logits last"
              .formatted(ForwardBench.MOST_LOGITS / opened.vocabulary().size()));
    }
  }

  private void checkSize(int index, boolean legal, String range) {
    if (!legal) {
      throw new UsageException(
          "--sizes has %s at place %s, expected %s".formatted(sizes.get(index), index + 1, range));
    }
  }
}
