package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Vocabularies;
import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The levels that work together: the target on top, below it models that are cheaper and cheaper,
 * and perhaps a {@linkplain #withLookup lookup} at the bottom, which has no model. Which of them
 * make a round, and how, a {@link Composition} says. Immutable; the models stay the caller's.
 */
public final class Pyramid {

  private final boolean lookup;
  private final List<LanguageModel> models;

  private Pyramid(boolean lookup, List<LanguageModel> models) {
    this.lookup = lookup;
    this.models = List.copyOf(models);
  }

  /**
   * Models of one vocabulary, the draft first and the target last.
   *
   * @throws io.github.pyramidsd.decoding.model.IncompatibleVocabularyException if one does not
   *     share the target's vocabulary
   */
  public static Pyramid of(List<? extends LanguageModel> models) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("there is no model, expected at least the target");
    }
    for (int i = 0; i < models.size(); i++) {
      for (int j = i + 1; j < models.size(); j++) {
        Vocabularies.requireCompatible(models.get(j), models.get(i));
      }
    }
    return new Pyramid(false, List.copyOf(models));
  }

  /** Models of one vocabulary, the draft first and the target last. */
  public static Pyramid of(LanguageModel... models) {
    return of(List.of(models));
  }

  /**
   * The same with a lookup at the bottom: it proposes what followed the same tokens earlier in the
   * context (prompt lookup, Saxena 2023), at no cost to speak of.
   */
  public Pyramid withLookup() {
    return new Pyramid(true, models);
  }

  /** The models, the draft first. A lookup has none. */
  public List<LanguageModel> models() {
    return models;
  }

  /** The number of levels, a lookup included. */
  public int levels() {
    return models.size() + (lookup ? 1 : 0);
  }

  /** The model of a level, 0 being the lowest; empty of a lookup. */
  public Optional<LanguageModel> model(int level) {
    return lookup && level == 0
        ? Optional.empty()
        : Optional.of(models.get(level - (lookup ? 1 : 0)));
  }

  /** The model at the top, whose tokens are the response. */
  public LanguageModel target() {
    return models.getLast();
  }

  /**
   * What a level is called: a lookup is that; of the models, the lowest is the draft, the highest
   * the target, and one between them a qualifier (numbered from below if there are several).
   */
  public String levelName(int level) {
    int model = level - (lookup ? 1 : 0);
    if (model < 0) {
      return "lookup";
    }
    if (model == models.size() - 1) {
      return "target";
    }
    if (model == 0) {
      return "draft";
    }
    return models.size() == 3 ? "qualifier" : "qualifier-" + model;
  }

  /** The name of a level's model, or what takes its place. */
  public String modelName(int level) {
    return model(level).map(LanguageModel::name).orElse("the context's n-grams");
  }

  /**
   * Names a composition of these levels: each level with the length of the blocks that it takes
   * from the one before, such as {@code draft+qualifier:2+target:3}.
   */
  public String label(Composition composition) {
    return levelName(composition.bottom())
        + composition.stages().stream()
            .map(stage -> "+" + levelName(stage.level()) + ":" + stage.blockLength())
            .collect(Collectors.joining());
  }

  /**
   * All levels, each verifying the one below by a rule.
   *
   * @param blockLengths how many proposals each level above the lowest takes, from below
   */
  public Composition all(AcceptanceRule rule, StopRule stopRule, int... blockLengths) {
    List<Composition.Stage> stages = new ArrayList<>();
    for (int level = 1; level < levels(); level++) {
      stages.add(new Composition.Stage(level, rule, blockLengths[level - 1], stopRule));
    }
    return new Composition(0, stages);
  }

  /** The longest context: the target's. Lower levels take part as long as theirs has room. */
  public int contextLength() {
    return target().contextLength();
  }

  /** The longest vocabulary of any level: others are padded at their end. */
  int vocabularySize() {
    return models.stream().mapToInt(model -> model.vocabulary().size()).max().orElseThrow();
  }

  /** What computes with distributions over the vocabulary. */
  VocabularyKernels kernels() {
    return target().vocabularyKernels();
  }

  /** How many token ids a level and all above it know. */
  int proposable(int level) {
    return models.stream()
        .skip(Math.max(0, level - (lookup ? 1 : 0)))
        .mapToInt(model -> model.vocabulary().size())
        .min()
        .orElseThrow();
  }
}
