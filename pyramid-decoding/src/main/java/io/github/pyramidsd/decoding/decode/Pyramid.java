package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Vocabularies;
import io.github.pyramidsd.decoding.sampling.Divergence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which models work together, and how: a draft at the bottom, and above it levels that each verify
 * what comes from below. Immutable; the models stay the caller's.
 *
 * <pre>{@code
 * Pyramid pyramid = Pyramid.of(draft)
 *     .verifiedBy(qualifier, new AcceptanceRule.Exact(), 4)
 *     .verifiedBy(target, new AcceptanceRule.Exact(), 8);
 * Response response = pyramid.generate("public static", GenerationOptions.DEFAULT);
 * }</pre>
 *
 * <p>One level is plain decoding, two are speculative decoding, three are PyramidSD; there may be
 * more. {@link Method} composes the usual ones. Below the lowest model there may be a {@linkplain
 * #withLookup lookup}, which proposes without a model.
 */
public final class Pyramid implements Decoder {

  /**
   * How a level verifies the one below.
   *
   * @param model the verifying model
   * @param rule when it accepts
   * @param blockLength how many proposals it asks for before a pass, at least 1
   * @param stopRule when it makes do with fewer
   */
  record Verification(
      LanguageModel model, AcceptanceRule rule, int blockLength, StopRule stopRule) {}

  private final Optional<LanguageModel> draft; // empty: a lookup
  private final List<Verification> verifications;

  private Pyramid(Optional<LanguageModel> draft, List<Verification> verifications) {
    this.draft = draft;
    this.verifications = List.copyOf(verifications);
  }

  /** A single model: plain autoregressive decoding, until it is verified by others. */
  public static Pyramid of(LanguageModel model) {
    return new Pyramid(Optional.of(model), List.of());
  }

  /** Puts a level on top, which takes blocks of their full length. */
  public Pyramid verifiedBy(LanguageModel model, AcceptanceRule rule, int blockLength) {
    return verifiedBy(model, rule, blockLength, StopRule.NEVER);
  }

  /**
   * Puts a level on top.
   *
   * @param model the verifying model
   * @param rule when it accepts a proposal
   * @param blockLength how many proposals it asks for before a pass, at least 1
   * @param stopRule when it makes do with fewer
   * @throws io.github.pyramidsd.decoding.model.IncompatibleVocabularyException if the model does
   *     not share the others' vocabulary
   */
  public Pyramid verifiedBy(
      LanguageModel model, AcceptanceRule rule, int blockLength, StopRule stopRule) {
    requireLength(blockLength);
    for (LanguageModel other : models()) {
      Vocabularies.requireCompatible(model, other);
    }
    List<Verification> levels = new ArrayList<>(verifications);
    levels.add(new Verification(model, rule, blockLength, stopRule));
    return new Pyramid(draft, levels);
  }

  /**
   * Puts a lookup below the lowest model, which verifies it exactly: it proposes what followed the
   * same tokens earlier in the context (prompt lookup, Saxena 2023), at no cost to speak of. Where
   * the last tokens are new, the model does without.
   *
   * @param blockLength how many tokens to look up at a time, at least 1
   * @throws IllegalStateException if there is one already
   */
  public Pyramid withLookup(int blockLength) {
    requireLength(blockLength);
    LanguageModel lowest =
        draft.orElseThrow(() -> new IllegalStateException("the pyramid has a lookup already"));
    List<Verification> levels = new ArrayList<>();
    levels.add(new Verification(lowest, new AcceptanceRule.Exact(), blockLength, StopRule.NEVER));
    levels.addAll(verifications);
    return new Pyramid(Optional.empty(), levels);
  }

  private static void requireLength(int blockLength) {
    if (blockLength < 1) {
      throw new IllegalArgumentException("block length is " + blockLength + ", expected 1 or more");
    }
  }

  @Override
  public Pyramid pyramid() {
    return this;
  }

  /** The models, the draft first. A lookup has none. */
  public List<LanguageModel> models() {
    List<LanguageModel> models = new ArrayList<>();
    draft.ifPresent(models::add);
    verifications.forEach(level -> models.add(level.model()));
    return models;
  }

  /** The number of levels, a lookup included. */
  public int levels() {
    return 1 + verifications.size();
  }

  /** The model of a level; empty of a lookup. */
  public Optional<LanguageModel> model(int level) {
    return level == 0 ? draft : Optional.of(verifications.get(level - 1).model());
  }

  /** The model at the top, whose tokens are the response. */
  public LanguageModel target() {
    return models().getLast();
  }

  /**
   * What a level is called: a lookup is that; of the models, the lowest is the draft, the highest
   * the target, and one between them a qualifier (numbered from below if there are several).
   */
  public String levelName(int level) {
    int models = models().size();
    int model = level - (levels() - models);
    if (model < 0) {
      return "lookup";
    }
    if (model == models - 1) {
      return "target";
    }
    if (model == 0) {
      return "draft";
    }
    return models == 3 ? "qualifier" : "qualifier-" + model;
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

  /** All levels, as they were put together. */
  public Composition composition() {
    List<Composition.Stage> stages = new ArrayList<>();
    for (Verification by : verifications) {
      stages.add(
          new Composition.Stage(stages.size() + 1, by.rule(), by.blockLength(), by.stopRule()));
    }
    return new Composition(0, stages);
  }

  /** The longest context that all models can hold. */
  public int contextLength() {
    return models().stream().mapToInt(LanguageModel::contextLength).min().orElseThrow();
  }

  @Override
  public Generation start(int[] prompt, GenerationOptions options, GenerationListener listener) {
    return new Generation(this, prompt, options, listener);
  }

  /** The longest vocabulary of any level: others are padded at their end. */
  int vocabularySize() {
    return models().stream().mapToInt(model -> model.vocabulary().size()).max().orElseThrow();
  }

  /** How many token ids a level and all above it know. */
  int proposable(int level) {
    return models().stream()
        .skip(Math.max(0, level - (levels() - models().size())))
        .mapToInt(model -> model.vocabulary().size())
        .min()
        .orElseThrow();
  }

  /** How many levels may move the law of the response. */
  int fuzzyLevels() {
    return (int)
        verifications.stream()
            .filter(level -> level.rule() instanceof AcceptanceRule.Fuzzy)
            .count();
  }

  /** Whether every fuzzy rule looks at distributions alone. */
  boolean isCertifiable() {
    return verifications.stream()
        .map(Verification::rule)
        .allMatch(
            rule ->
                !(rule instanceof AcceptanceRule.Fuzzy(Divergence divergence, _, _))
                    || divergence.ignoresToken());
  }
}
