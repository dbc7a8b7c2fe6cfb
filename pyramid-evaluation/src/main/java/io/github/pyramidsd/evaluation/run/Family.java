package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Vocabularies;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.LayerSkippingModel;
import io.github.pyramidsd.engine.LayerSubset;
import io.github.pyramidsd.evaluation.study.Configuration;
import io.github.pyramidsd.evaluation.study.FamilyNames;
import io.github.pyramidsd.models.Models;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** The longest context: rounds go on without a lower level whose own is full. */
  int contextLength() {
    return target.contextLength();
  }

  /** A configuration's decoder. */
  Decoder decoder(Configuration configuration, int contextLength) {
    Decoder.Builder builder =
        Decoder.of(target).lookup(configuration.lookup()).knobs(configuration.knobs());
    draft.ifPresent(builder::draft);
    qualifier.ifPresent(builder::qualifier);
    configuration.method().ifPresent(builder::method);
    return builder.build().withContextLength(contextLength);
  }

  @Override
  public void close() {
    opened.reversed().forEach(LanguageModel::close);
  }
}
