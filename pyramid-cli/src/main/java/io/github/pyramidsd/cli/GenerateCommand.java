package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Decoder;
import io.github.pyramidsd.decoding.decode.Generation;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.plan.PlanReport;
import io.github.pyramidsd.decoding.plan.Planner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Continues a text, or many. */
@Command(
    name = "generate",
    sortOptions = false,
    description = "Continues a text with one, two or three models.")
final class GenerateCommand implements Callable<Integer> {

  private final Console console;
  private final ModelLoader.Starter starter;

  @Mixin private final PromptOptions prompts = new PromptOptions();
  @Mixin private final ModelOptions models = new ModelOptions();

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      converter = DecodingMethod.Converter.class,
      description = {
        "auto (default): whatever is fastest of all that follow, measured while it runs. Lossless,",
        "unless --max-deviation is given, which it spends where that saves most.",
        "target: the target alone; sd: speculative decoding with the draft;",
        "psd-e: exact pyramid with draft and qualifier. These are lossless.",
        "fsd, psd-f, psd-a: fuzzy, lossy.",
        "lookup+draft:4+target:3: these levels with these block lengths, exact."
      })
  private DecodingMethod method = new DecodingMethod.Auto();

  @Mixin private final MethodOptions knobs = new MethodOptions();
  @Mixin private final SamplingArguments sampling = new SamplingArguments();
  @Mixin private final EngineOptions engine = new EngineOptions();

  @Option(names = "--color", description = "Colour each token by the level that it came from.")
  private boolean colour;

  @Option(names = "--stats", description = "Print a table of what each level did, on stderr.")
  private boolean stats;

  @Option(names = "--json", description = "Print one JSON object for each prompt.")
  private boolean json;

  @Mixin private final CommonOptions common = new CommonOptions();

  GenerateCommand(Console console, ModelLoader.Starter starter) {
    this.console = console;
    this.starter = starter;
  }

  @Override
  public Integer call() throws IOException {
    common.apply();
    SortedMap<Role, ModelReference> references = models.choose(method, "--method");
    Method.Knobs checkedKnobs = knobs.knobs();
    GenerationOptions options = sampling.options(knobs.maxDeviation());
    knobs.checkBudget(method.isLossless(), sampling.isGreedy());
    engine.check();
    prompts.check(console);
    List<PromptOptions.Prompt> texts = prompts.read(console);
    notes().forEach(console::note);
    ProgressLine progress = new ProgressLine(console);
    try (ModelLoader loader = engine.start(starter);
        OpenModels opened = OpenModels.open(references, loader, progress, leastContext(options))) {
      Decoders decoders = new Decoders(opened.byRole(references), knobs.lookup());
      boolean reproducible = sampling.isSeeded() && !sampling.isGreedy();
      Decoder decoder =
          method instanceof DecodingMethod.Auto && reproducible
              ? Planner.reproducible(decoders.levels())
              : decoders.of(method, checkedKnobs);
      sampling.checkContext(decoder.pyramid().contextLength());
      PlanMemory memory =
          new PlanMemory(
              CacheDirectory.standard(console::note), loader.computation(), options.sampling());
      generate(decoder, memory, options, texts, progress);
    } finally {
      progress.wipe();
    }
    return 0;
  }

  /** What a context holds at least: the prompt is not known in tokens before there is a model. */
  static int leastContext(GenerationOptions options) {
    return options.contextLength() > 0
        ? Math.min(options.contextLength(), options.maxTokens())
        : options.maxTokens();
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>(models.notes(List.of(method), "method " + method.label()));
    notes.addAll(knobs.notes(List.of(method), "--method " + method.label()));
    notes.addAll(sampling.notes());
    if (colour && json) {
      notes.add("--color has no effect with --json");
    }
    return notes;
  }

  private void generate(
      Decoder decoder,
      PlanMemory memory,
      GenerationOptions options,
      List<PromptOptions.Prompt> texts,
      ProgressLine progress)
      throws IOException {
    if (colour && !json) {
      console.err().println(Palette.legend(decoder.pyramid()));
    }
    List<Response> responses = new ArrayList<>();
    PlanSummary plans = new PlanSummary();
    if (decoder instanceof Planner planner) {
      memory.recall(planner);
    }
    try (Interruption interruption = new Interruption()) {
      for (PromptOptions.Prompt prompt : texts) {
        if (interruption.isRequested()) {
          break;
        }
        responses.add(respond(decoder, plans, options, prompt, progress, interruption));
      }
      if (stats) {
        console.err().print(StatisticsTable.of(responses, method, options.seed()));
        console.err().print(plans);
      }
    }
    if (decoder instanceof Planner planner) {
      memory.keep(planner, responses.stream().mapToDouble(Response::seconds).sum());
    }
  }

  private Response respond(
      Decoder decoder,
      PlanSummary plans,
      GenerationOptions options,
      PromptOptions.Prompt prompt,
      ProgressLine progress,
      Interruption interruption)
      throws IOException {
    ResponsePrinter printer =
        new ResponsePrinter(console.out(), progress, decoder.pyramid(), !json, colour);
    if (prompts.isMany() && !json) {
      console.out().println("--- " + prompt.id());
    }
    try (Generation generation = start(decoder, options, prompt, printer)) {
      interruption.watch(generation);
      Response response = generation.run();
      printer.finish();
      PlanReport report = decoder instanceof Planner planner ? planner.report() : null;
      if (report != null) {
        plans.add(report);
      }
      if (json) {
        PlanJson plan = report == null ? null : PlanJson.of(report);
        console
            .out()
            .println(
                Json.write(ResponseJson.of(response, method, options.seed(), plan, prompt.id())));
      }
      return response;
    }
  }

  /** Opens a generation; of many prompts, an error names the one that is to blame. */
  private static Generation start(
      Decoder decoder,
      GenerationOptions options,
      PromptOptions.Prompt prompt,
      ResponsePrinter printer)
      throws IOException {
    try {
      return decoder.start(prompt.text(), options, printer);
    } catch (IllegalArgumentException e) {
      String place = prompt.id() == null ? "" : "prompt " + prompt.id() + ": ";
      throw new IOException(place + e.getMessage(), e);
    }
  }
}
