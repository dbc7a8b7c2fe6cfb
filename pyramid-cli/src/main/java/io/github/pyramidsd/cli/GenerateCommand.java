package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Decoder;
import io.github.pyramidsd.decoding.decode.FinishReason;
import io.github.pyramidsd.decoding.decode.Generation;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.plan.PlanReport;
import io.github.pyramidsd.decoding.plan.Planner;
import io.github.pyramidsd.evaluation.batch.AutoPlanning;
import io.github.pyramidsd.evaluation.batch.Prompt;
import io.github.pyramidsd.evaluation.batch.PromptEncoder;
import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Mixin private final PromptArguments prompts = new PromptArguments();
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
    List<Prompt> texts = prompts.read(console);
    notes().forEach(console::note);
    ProgressLine progress = new ProgressLine(console);
    try (ModelLoader loader = engine.start(starter);
        OpenModels opened = OpenModels.open(references, loader, progress, leastContext(options))) {
      Decoders decoders = new Decoders(opened.byRole(references), knobs.lookup());
      boolean repeatable = mustRepeat(options, texts);
      Decoder decoder = decoders.of(method, checkedKnobs, repeatable);
      sampling.checkContext(decoder.pyramid().contextLength());
      PlanMemory memory =
          new PlanMemory(
              CacheDirectory.standard(console::note),
              loader.computation(),
              options.sampling(),
              repeatable);
      generate(decoder, memory, options, texts, progress);
    } finally {
      progress.wipe();
    }
    return 0;
  }

  private boolean mustRepeat(GenerationOptions options, List<Prompt> texts) {
    return texts.stream()
        .anyMatch(
            text ->
                AutoPlanning.mustRepeat(
                    sampling.isSeeded() || text.options().seed() != null,
                    text.options().over(options)));
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
      List<Prompt> texts,
      ProgressLine progress)
      throws IOException {
    if (colour && !json) {
      console.err().println(Palette.legend(decoder.pyramid()));
    }
    PromptEncoder encoder =
        new PromptEncoder(decoder.pyramid().target().vocabulary(), prompts.special());
    encoder.hint(texts.stream().map(Prompt::text).toList()).ifPresent(progress::note);
    List<Response> responses = new ArrayList<>();
    PlanSummary plans = new PlanSummary();
    if (decoder instanceof Planner planner) {
      memory.recall(planner);
    }
    try (Interruption interruption = new Interruption()) {
      for (Prompt prompt : texts) {
        if (interruption.isRequested()) {
          break;
        }
        responses.add(respond(decoder, plans, options, prompt, encoder, progress, interruption));
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
      GenerationOptions common,
      Prompt prompt,
      PromptEncoder encoder,
      ProgressLine progress,
      Interruption interruption)
      throws IOException {
    GenerationOptions options = prompt.options().over(common);
    ResponsePrinter printer =
        new ResponsePrinter(console.out(), progress, decoder.pyramid(), !json, colour);
    if (prompts.isMany() && !json) {
      console.out().println("--- " + prompt.id());
    }
    try (Generation generation = start(decoder, options, prompt, encoder, printer)) {
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
                Json.write(ResponseJson.of(response, method, options.seed(), plan, id(prompt))));
      }
      if (response.finishReason() == FinishReason.CONTEXT) {
        progress.note(
            "%sthe context is full after %d tokens of prompt and response: shorten the prompt%s"
                .formatted(
                    place(prompt),
                    response.promptTokens() + response.tokens().size(),
                    options.contextLength() > 0 ? ", or raise --ctx" : ""));
      }
      return response;
    }
  }

  /** What a file of many prompts calls it; null for the only one. */
  private @Nullable String id(Prompt prompt) {
    return prompts.isMany() ? prompt.id() : null;
  }

  private String place(Prompt prompt) {
    return prompts.isMany() ? "prompt " + prompt.id() + ": " : "";
  }

  /** Opens a generation; of many prompts, an error names the one that is to blame. */
  private Generation start(
      Decoder decoder,
      GenerationOptions options,
      Prompt prompt,
      PromptEncoder encoder,
      ResponsePrinter printer)
      throws IOException {
    try {
      return decoder.start(encoder.encode(prompt.text()), options, printer);
    } catch (IllegalArgumentException e) {
      throw new IOException(place(prompt) + e.getMessage(), e);
    }
  }
}
