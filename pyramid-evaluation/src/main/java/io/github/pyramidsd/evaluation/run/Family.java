package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.decoding.decode.Decoder;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Vocabularies;
import io.github.pyramidsd.decoding.plan.Planner;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.LayerSkippingModel;
import io.github.pyramidsd.engine.LayerSubset;
import io.github.pyramidsd.evaluation.batch.AutoPlanning;
import io.github.pyramidsd.evaluation.study.Configuration;
import io.github.pyramidsd.evaluation.study.FamilyNames;
import io.github.pyramidsd.models.Models;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The models of a study, open: they share a vocabulary. */
final class Family implements AutoCloseable {

  private final List<LanguageModel> opened = new ArrayList<>();
  private final Map<String, String> fingerprints = new LinkedHashMap<>(); // by role
  private final GgufModel target;
  private final Optional<LanguageModel> draft;
  private final Optional<LanguageModel> qualifier;

  private Family(FamilyNames names, Engine engine) throws IOException {
    try {
      target = Models.open(names.target(), engine);
      opened.add(target);
      fingerprints.put("target", target.fingerprint());
      draft = open("draft", names.draft(), engine);
      qualifier = open("qualifier", names.qualifier(), engine);
      for (LanguageModel model : opened) {
        Vocabularies.requireCompatible(target, model);
      }
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Opens all or none. */
  static Family open(FamilyNames names, Engine engine) throws IOException {
    return new Family(names, engine);
  }

  private Optional<LanguageModel> open(String role, Optional<String> name, Engine engine)
      throws IOException {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (name.get().startsWith(FamilyNames.LAYERS)) {
      String layers = name.get().substring(FamilyNames.LAYERS.length());
      LayerSkippingModel model = target.withLayers(LayerSubset.parse(layers));
      opened.add(model);
      fingerprints.put(role, model.fingerprint());
      return Optional.of(model);
    }
    GgufModel model = Models.open(name.get(), engine);
    opened.add(model);
    fingerprints.put(role, model.fingerprint());
    return Optional.of(model);
  }

  LanguageModel target() {
    return target;
  }

  /** What the models are, by role, wherever they are stored. */
  Map<String, String> fingerprints() {
    return fingerprints;
  }

  /** What people call the models, by role, the target first; a made-up one is called so. */
  Map<String, String> descriptions() {
    Map<String, String> descriptions = new LinkedHashMap<>();
    descriptions.put("target", described(target));
    qualifier.ifPresent(model -> descriptions.put("qualifier", described(model)));
    draft.ifPresent(model -> descriptions.put("draft", described(model)));
    return descriptions;
  }

  private static String described(LanguageModel model) {
    String kind =
        model instanceof GgufModel gguf ? gguf.synthetic().map(" (%s)"::formatted).orElse("") : "";
    return model.name() + kind;
  }

  /** The longest context that all hold. */
  int contextLength() {
    return opened.stream().mapToInt(LanguageModel::contextLength).min().orElseThrow();
  }

  /**
   * A configuration's decoder. Where what it chooses shows in the tokens, auto goes by estimated
   * costs, so that a seed always gives the same ones.
   */
  Decoder decoder(Configuration configuration, SamplingOptions sampling) {
    if (configuration.method().isEmpty()) {
      List<LanguageModel> lower = Stream.of(draft, qualifier).flatMap(Optional::stream).toList();
      Pyramid levels = Planner.levels(lower, target, configuration.lookup());
      boolean repeat =
          AutoPlanning.mustRepeat(
              true,
              GenerationOptions.DEFAULT
                  .withSampling(sampling)
                  .withMaxDeviation(configuration.maxDeviation()));
      return repeat ? Planner.reproducible(levels) : Planner.of(levels);
    }
    Method method = configuration.method().get();
    List<LanguageModel> used = new ArrayList<>();
    draft.filter(_ -> method.usesDraft()).ifPresent(used::add);
    qualifier.filter(_ -> method.usesQualifier()).ifPresent(used::add);
    used.add(target);
    Pyramid pyramid = method.compose(configuration.knobs(), used.toArray(LanguageModel[]::new));
    return configuration.lookup() > 0 ? pyramid.withLookup(configuration.lookup()) : pyramid;
  }

  @Override
  public void close() {
    opened.reversed().forEach(LanguageModel::close);
  }
}
