package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.Context;
import io.github.pyramidsd.decoding.decode.Finish;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.TokenStream;
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
    GenerateOptions options = sampling.options(knobs.maxDeviation());
    knobs.checkBudget(method.isLossless(), sampling.isGreedy());
    engine.check();
    prompts.check(console);
    List<Prompt> texts = prompts.read(console);
    notes().forEach(console::note);
    ProgressLine progress = new ProgressLine(console);
    try (ModelLoader loader = engine.start(starter);
        OpenModels opened =
            OpenModels.open(
                references, loader, progress, leastContext(options, sampling.contextLength()))) {
      Decoders decoders = new Decoders(opened.byRole(references), knobs.lookup());
      Decoder decoder = decoders.of(method, checkedKnobs);
      sampling.checkContext(decoder.pyramid().contextLength());
      PlanMemory memory =
          new PlanMemory(
              CacheDirectory.standard(console::note), loader.computation(), engine.cacheType());
      generate(
          decoder.withContextLength(sampling.contextLength()), memory, options, texts, progress);
    } finally {
      progress.wipe();
    }
    return 0;
  }

  /** What a context holds at least: the prompt is not known in tokens before there is a model. */
  static int leastContext(GenerateOptions options, int contextLength) {
    return contextLength > 0 ? Math.min(contextLength, options.maxTokens()) : options.maxTokens();
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>(models.notes(List.of(method), "method " + method.label()));
    notes.addAll(knobs.notes(List.of(method), "--method " + method.label()));
    notes.addAll(sampling.notes());
    if (method instanceof DecodingMethod.Auto && sampling.isSeeded() && knobs.hasBudget()) {
      notes.add(
          "with --seed and --max-deviation, auto plans a response once, at its start: its text"
              + " depends on that plan, which goes by what was measured");
    }
    if (colour && json) {
      notes.add("--color has no effect with --json");
    }
    return notes;
  }

  private void generate(
      Decoder decoder,
      PlanMemory memory,
      GenerateOptions options,
      List<Prompt> texts,
      ProgressLine progress)
      throws IOException {
    if (colour && !json) {
      console.err().println(Palette.legend(decoder.pyramid()));
    }
    PromptEncoder encoder =
        new PromptEncoder(decoder.pyramid().target().vocabulary(), prompts.special());
    encoder
        .hint(texts.stream().map(Prompt::text).toList(), SpecialOption.NAME)
        .ifPresent(progress::note);
    List<Response> responses = new ArrayList<>();
    PlanSummary plans = new PlanSummary(decoder);
    memory.recall(decoder);
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
    memory.keep(decoder, responses.stream().mapToDouble(Response::seconds).sum());
  }

  private Response respond(
      Decoder decoder,
      PlanSummary plans,
      GenerateOptions common,
      Prompt prompt,
      PromptEncoder encoder,
      ProgressLine progress,
      Interruption interruption)
      throws IOException {
    ResponsePrinter printer =
        new ResponsePrinter(console.out(), progress, decoder.pyramid(), !json, colour);
    GenerateOptions options = prompt.options().over(common).toBuilder().listener(printer).build();
    if (prompts.isMany() && !json) {
      console.out().println("--- " + prompt.id());
    }
    try (Context context = decoder.open();
        TokenStream stream = start(context, options, prompt, encoder)) {
      interruption.watch(stream::cancel);
      stream.forEachRemaining(_ -> {});
      Response response = stream.response();
      printer.finish();
      if (stats) {
        plans.add(options, response);
      }
      if (json) {
        PlanJson plan = decoder.isAuto() ? PlanJson.of(decoder, options, response) : null;
        console
            .out()
            .println(
                Json.write(ResponseJson.of(response, method, options.seed(), plan, id(prompt))));
      }
      if (response.finish() == Finish.CONTEXT_FULL) {
        progress.note(
            "%sthe context is full after %s tokens of prompt and response: shorten the prompt%s"
                .formatted(
                    place(prompt),
                    response.promptTokens() + response.tokens().length,
                    sampling.contextLength() > 0 ? ", or raise --ctx" : ""));
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

  /** Begins a response; of many prompts, an error names the one that is to blame. */
  private TokenStream start(
      Context context, GenerateOptions options, Prompt prompt, PromptEncoder encoder)
      throws IOException {
    try {
      return context.append(encoder.encode(prompt.text())).stream(options);
    } catch (IllegalArgumentException e) {
      throw new IOException(place(prompt) + e.getMessage(), e);
    }
  }
}
