package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.StopRule;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.GgufModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Makes decoders of methods and models. */
final class Decoders {

  private final Map<Role, LanguageModel> models;
  private final OptionalInt lookup;

  /**
   * Prepares for models.
   *
   * @param models those that any method uses
   * @param lookup how many tokens are looked up at a time; empty: as the method likes
   */
  Decoders(Map<Role, LanguageModel> models, OptionalInt lookup) {
    this.models = models;
    this.lookup = lookup;
  }

  /** A method, with these knobs as far as it has them. */
  Decoder of(DecodingMethod method, Method.Knobs knobs) {
    return switch (method) {
      case DecodingMethod.Auto() -> Decoder.of(levels());
      case DecodingMethod.Named(Method named) -> {
        Pyramid pyramid =
            Pyramid.of(models.keySet().stream().filter(method::uses).map(this::model).toList());
        int length = lookup.orElse(0);
        Pyramid levels = length > 0 ? pyramid.withLookup() : pyramid;
        yield Decoder.fixed(levels, named.compose(levels, knobs, length));
      }
      case DecodingMethod.Composed composed -> compose(composed);
    };
  }

  /** All levels; layers of the target among them that {@code tune-layers} found to pay. */
  Pyramid levels() {
    LanguageModel target = model(Role.TARGET);
    List<LanguageModel> all =
        new ArrayList<>(
            models.keySet().stream().filter(role -> role != Role.TARGET).map(this::model).toList());
    if (target instanceof GgufModel model) {
      LayerViews.known(model).ifPresent(all::add);
    }
    all.add(target);
    Pyramid pyramid = Pyramid.of(all);
    return lookup.orElse(1) > 0 ? pyramid.withLookup() : pyramid;
  }

  private Decoder compose(DecodingMethod.Composed composed) {
    List<DecodingMethod.Composed.Step> steps = composed.steps();
    boolean looksUp = steps.getFirst().name().equals(DecodingMethod.Composed.LOOKUP);
    Pyramid models =
        Pyramid.of(steps.subList(looksUp ? 1 : 0, steps.size()).stream().map(this::model).toList());
    Pyramid pyramid = looksUp ? models.withLookup() : models;
    int[] lengths =
        steps.stream().skip(1).mapToInt(DecodingMethod.Composed.Step::blockLength).toArray();
    return Decoder.fixed(pyramid, pyramid.all(new AcceptanceRule.Exact(), StopRule.NEVER, lengths));
  }

  private LanguageModel model(DecodingMethod.Composed.Step step) {
    return models.entrySet().stream()
        .filter(entry -> entry.getKey().label().equals(step.name()))
        .map(Map.Entry::getValue)
        .findAny()
        .orElseThrow();
  }

  private LanguageModel model(Role role) {
    LanguageModel model = models.get(role);
    if (model == null) {
      throw new IllegalArgumentException("no model is open as the " + role.label());
    }
    return model;
  }
}
