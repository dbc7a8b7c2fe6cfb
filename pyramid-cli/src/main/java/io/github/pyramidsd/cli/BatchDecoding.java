package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.evaluation.batch.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** With which models and how a batch is decoded: the options of generate. */
final class BatchDecoding {

  @Mixin private final ModelOptions models = new ModelOptions();

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      converter = DecodingMethod.Converter.class,
      description =
          "auto (default), target, sd, psd-e, fsd, psd-f, psd-a or levels with their block lengths;"
              + " see generate.")
  private DecodingMethod method = new DecodingMethod.Auto();

  @Mixin private final MethodOptions knobs = new MethodOptions();
  @Mixin private final SamplingArguments sampling = new SamplingArguments();
  @Mixin private final SpecialOption special = new SpecialOption();
  @Mixin private final EngineOptions engine = new EngineOptions();

  /**
   * What is asked of all prompts, checked.
   *
   * @param directory where paths of models begin
   * @throws IOException if a model is not there; none is opened
   */
  Request request(Path directory, ModelLoader.Starter starter) throws IOException {
    SortedMap<Role, ModelReference> references = references(directory);
    GenerateOptions options = sampling.options(knobs.maxDeviation());
    knobs.checkBudget(method.isLossless(), sampling.isGreedy());
    engine.check();
    SortedMap<Role, String> models = new TreeMap<>();
    for (Map.Entry<Role, ModelReference> model : references.entrySet()) {
      models.put(model.getKey(), starter.fingerprint(model.getValue()));
    }
    String words =
        "%s %s %s %s ctx %s"
            .formatted(
                models,
                engine.cacheType(),
                knobs.knobs(),
                knobs.lookup(),
                sampling.contextLength());
    return new Request(method.label(), words, options, special.special());
  }

  /** The models; a path that leads to a file from the directory is that file. */
  SortedMap<Role, ModelReference> references(Path directory) {
    SortedMap<Role, ModelReference> found = new TreeMap<>();
    models
        .choose(method, "--method")
        .forEach((role, reference) -> found.put(role, found(reference, directory)));
    return found;
  }

  private static ModelReference found(ModelReference reference, Path directory) {
    return switch (reference) {
      case ModelReference.Named(String name) -> {
        Path file = directory.resolve(name).toAbsolutePath().normalize();
        yield Files.exists(file) ? new ModelReference.Named(file.toString()) : reference;
      }
      case ModelReference.Layers(String spec, ModelReference target) ->
          new ModelReference.Layers(spec, found(target, directory));
      case ModelReference.Embedded embedded -> embedded;
    };
  }

  /** The decoder of models that are open. */
  Decoder decoder(OpenModels opened, SortedMap<Role, ModelReference> references) {
    Decoders decoders = new Decoders(opened.byRole(references), knobs.lookup());
    Decoder decoder = decoders.of(method, knobs.knobs());
    sampling.checkContext(decoder.pyramid().contextLength());
    return decoder.withContextLength(sampling.contextLength());
  }

  int contextLength() {
    return sampling.contextLength();
  }

  EngineOptions engine() {
    return engine;
  }

  /** What is said of options that were given in vain. */
  List<String> notes() {
    List<String> notes = new ArrayList<>(models.notes(List.of(method), "method " + method.label()));
    notes.addAll(knobs.notes(List.of(method), "--method " + method.label()));
    notes.addAll(sampling.notes());
    return notes;
  }
}
