package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Decoder;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.plan.Planner;
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

  /**
   * A method, with these knobs as far as it has them.
   *
   * @param repeatable whether auto must not go by the clock, nor by what earlier runs learnt
   */
  Decoder of(DecodingMethod method, Method.Knobs knobs, boolean repeatable) {
    return switch (method) {
      case DecodingMethod.Auto() ->
          repeatable ? Planner.reproducible(levels(false)) : Planner.of(levels(true));
      case DecodingMethod.Named(Method named) -> {
        LanguageModel[] used =
            models.keySet().stream()
                .filter(method::uses)
                .map(this::model)
                .toArray(LanguageModel[]::new);
        Pyramid pyramid = named.compose(knobs, used);
        yield lookup.orElse(0) > 0 ? pyramid.withLookup(lookup.getAsInt()) : pyramid;
      }
      case DecodingMethod.Composed composed -> compose(composed);
    };
  }

  /**
   * All levels, for a planner.
   *
   * @param learnt whether layers of the target are among them that {@code tune-layers} found to pay
   */
  Pyramid levels(boolean learnt) {
    LanguageModel target = model(Role.TARGET);
    List<LanguageModel> lower = new ArrayList<>();
    models.keySet().stream()
        .filter(role -> role != Role.TARGET)
        .map(this::model)
        .forEach(lower::add);
    if (learnt && target instanceof GgufModel model) {
      LayerViews.known(model).ifPresent(lower::add);
    }
    return Planner.levels(lower, target, lookup.orElse(Planner.DEFAULT_LOOKUP));
  }

  private Pyramid compose(DecodingMethod.Composed composed) {
    List<DecodingMethod.Composed.Step> steps = composed.steps();
    boolean looksUp = steps.getFirst().name().equals(DecodingMethod.Composed.LOOKUP);
    Pyramid pyramid = Pyramid.of(model(steps.get(looksUp ? 1 : 0)));
    for (DecodingMethod.Composed.Step step : steps.subList(looksUp ? 2 : 1, steps.size())) {
      pyramid = pyramid.verifiedBy(model(step), new AcceptanceRule.Exact(), step.blockLength());
    }
    return looksUp ? pyramid.withLookup(steps.get(1).blockLength()) : pyramid;
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
