package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Method.Knobs;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures methods of decoding against plain decoding with the target. */
@Command(
    name = "decode",
    sortOptions = false,
    description = {
      "Measures methods of decoding against plain decoding with the target: each continues the",
      "same prompt in turn, another prompt each round. Responses go on after an",
      "end-of-generation token, so that all have the same length.",
      "'steady' is the speed-up of all rounds together on a machine whose own speed does not vary:",
      "each pass is taken for the median of all passes of its model and size."
    })
final class BenchDecodeCommand implements Callable<Integer> {

  private final Console console;
  private final ModelLoader.Starter starter;

  @Mixin private final ModelOptions models = new ModelOptions();

  @Option(
      names = "--methods",
      paramLabel = "METHOD[:DRAFT[:BLOCK]],...",
      split = ",",
      converter = MethodVariant.Converter.class,
      description = {
        "What to measure (default target,sd,psd-e); target is measured in any case.",
        "sd:8 is sd with a --draft-length of 8, psd-e:2:8 has a --block-length of 8 too;",
        "lookup+draft:4+target:3 is any other chain of levels, and auto chooses one itself."
      })
  private List<MethodVariant> methods =
      List.of(
          MethodVariant.TARGET,
          MethodVariant.of(new DecodingMethod.Named(Method.SD)),
          MethodVariant.of(new DecodingMethod.Named(Method.PSD_E)));

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each method is measured (default ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = {
        "Rounds before those that count (default: until 4 seconds were decoded, 32 rounds at",
        "most), since a JVM compiles code for some seconds."
      })
  private @Nullable Integer warmUp;

  @Option(
      names = "--prompts",
      paramLabel = "FILE.jsonl",
      description = {
        "Prompts: an object with \"prompt\" a line. By default Java source code that the embedded",
        "models do not know, or random tokens if the target is synthetic."
      })
  private @Nullable String promptsFile;

  @Mixin private final MethodOptions knobs = new MethodOptions();
  @Mixin private final SamplingArguments sampling = new SamplingArguments();
  @Mixin private final EngineOptions engine = new EngineOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private final CommonOptions common = new CommonOptions();

  BenchDecodeCommand(Console console, ModelLoader.Starter starter) {
    this.console = console;
    this.starter = starter;
  }

  @Override
  public Integer call() throws IOException {
    common.apply();
    UsageException.check(rounds >= 1, "--rounds", rounds, "1 or more");
    if (warmUp != null) {
      UsageException.check(warmUp >= 0, "--warm-up", warmUp, "0 or more");
    }
    List<MethodVariant> variants = withTarget();
    Set<DecodingMethod> used = new LinkedHashSet<>();
    variants.forEach(variant -> used.add(variant.method()));
    SortedMap<Role, ModelReference> references = references(variants);
    Knobs checkedKnobs = knobs.knobs();
    GenerateOptions options = sampling.measured(knobs.maxDeviation());
    knobs.checkBudget(used.stream().allMatch(DecodingMethod::isLossless), sampling.isGreedy());
    engine.check();
    notes(used).forEach(console::note);
    ProgressLine progress = new ProgressLine(console);
    try (ModelLoader loader = engine.start(starter);
        OpenModels opened = OpenModels.open(references, loader, progress, 0)) {
      SortedMap<Role, LanguageModel> byRole = opened.byRole(references);
      Decoders decoders = new Decoders(byRole, knobs.lookup());
      PlanMemory memory =
          new PlanMemory(
              CacheDirectory.standard(console::note), loader.computation(), engine.cacheType());
      List<DecodeBench.Contender> contenders = new ArrayList<>();
      for (MethodVariant variant : variants) {
        Decoder decoder = decoders.of(variant.method(), variant.of(checkedKnobs));
        memory.recall(decoder);
        contenders.add(
            new DecodeBench.Contender(
                variant, decoder.withContextLength(sampling.contextLength())));
      }
      BenchPrompts prompts =
          BenchPrompts.of(promptsFile, contenders.getFirst().decoder().pyramid().target());
      contenders.forEach(c -> sampling.checkContext(c.decoder().pyramid().contextLength()));
      int warmed =
          new DecodeBench(contenders, prompts, options, progress)
              .run(warmUp == null ? OptionalInt.empty() : OptionalInt.of(warmUp), rounds);
      progress.wipe();
      for (DecodeBench.Contender contender : contenders) {
        memory.keep(contender.decoder(), contender.measured().seconds());
      }
      print(
          report(byRole, contenders, checkedKnobs, options, prompts, warmed, loader.computation()));
    } finally {
      progress.wipe();
    }
    return 0;
  }

  /** The methods asked for, plain target first. */
  private List<MethodVariant> withTarget() {
    Set<MethodVariant> variants = new LinkedHashSet<>();
    variants.add(MethodVariant.TARGET);
    for (int i = 0; i < methods.size(); i++) {
      if (methods.indexOf(methods.get(i)) < i) {
        throw new UsageException(
            "--methods has %s twice, expected each once".formatted(methods.get(i).label()));
      }
      variants.add(methods.get(i));
    }
    return List.copyOf(variants);
  }

  /** All models that any method uses, each once. */
  private SortedMap<Role, ModelReference> references(List<MethodVariant> variants) {
    SortedMap<Role, ModelReference> references = new TreeMap<>();
    variants.forEach(v -> references.putAll(models.choose(v.method(), "--methods")));
    return references;
  }

  private List<String> notes(Set<DecodingMethod> used) {
    String asked =
        "--methods " + used.stream().map(DecodingMethod::label).collect(Collectors.joining(","));
    List<String> notes = new ArrayList<>(models.notes(used, asked));
    notes.addAll(knobs.notes(used, asked));
    notes.addAll(sampling.notes());
    return notes;
  }

  private DecodeReport report(
      SortedMap<Role, LanguageModel> models,
      List<DecodeBench.Contender> contenders,
      Knobs checkedKnobs,
      GenerateOptions options,
      BenchPrompts prompts,
      int warmed,
      Computation computation) {
    List<DecodeReport.Model> named = new ArrayList<>(); // the target first
    models.forEach((role, model) -> named.addFirst(DecodeReport.Model.of(role.label(), model)));
    Map<PassTimes.Size, Double> medians =
        Measurement.medianPasses(contenders.stream().map(DecodeBench.Contender::measured).toList());
    List<DecodeReport.MethodReport> reports = new ArrayList<>();
    for (DecodeBench.Contender contender : contenders) {
      reports.add(
          DecodeReport.MethodReport.of(
              contender.variant(),
              contender.variant().of(checkedKnobs),
              contender.measured(),
              contenders.getFirst().measured(),
              medians));
    }
    return new DecodeReport(
        named,
        computation.threads(),
        computation.kernel(),
        computation.vectorBits(),
        prompts.source(),
        rounds,
        warmed,
        options.maxTokens(),
        options.sampling().temperature(),
        options.streamSeed().orElseThrow(),
        reports);
  }

  private void print(DecodeReport report) {
    console.out().print(json ? Json.write(report) + "\n" : DecodeTable.of(report));
    String warning = report.warning();
    if (warning != null) {
      console.note(warning);
    }
  }
}
