package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Vocabularies;
import io.github.pyramidsd.decoding.sampling.Divergence;
import java.util.ArrayList;
import java.util.List;

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
 * more. {@link Method} composes the usual ones.
 */
public final class Pyramid {

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

  private final LanguageModel draft;
  private final List<Verification> verifications;

  private Pyramid(LanguageModel draft, List<Verification> verifications) {
    this.draft = draft;
    this.verifications = List.copyOf(verifications);
  }

  /** A single model: plain autoregressive decoding, until it is verified by others. */
  public static Pyramid of(LanguageModel model) {
    return new Pyramid(model, List.of());
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
    if (blockLength < 1) {
      throw new IllegalArgumentException("block length is " + blockLength + ", expected 1 or more");
    }
    for (LanguageModel other : models()) {
      Vocabularies.requireCompatible(model, other);
    }
    List<Verification> levels = new ArrayList<>(verifications);
    levels.add(new Verification(model, rule, blockLength, stopRule));
    return new Pyramid(draft, levels);
  }

  /** The models, the draft first. */
  public List<LanguageModel> models() {
    List<LanguageModel> models = new ArrayList<>();
    models.add(draft);
    verifications.forEach(level -> models.add(level.model()));
    return models;
  }

  /** The model at the top, whose tokens are the response. */
  public LanguageModel target() {
    return verifications.isEmpty() ? draft : verifications.getLast().model();
  }

  /**
   * What a level is called: the lowest is the draft, the highest the target, and one between them a
   * qualifier (numbered from below if there are several).
   */
  public String levelName(int level) {
    if (level == verifications.size()) {
      return "target";
    }
    if (level == 0) {
      return "draft";
    }
    return verifications.size() == 2 ? "qualifier" : "qualifier-" + level;
  }

  /** The longest context that all models can hold. */
  public int contextLength() {
    return models().stream().mapToInt(LanguageModel::contextLength).min().orElseThrow();
  }

  /** Generates a response to a prompt. */
  public Response generate(String prompt, GenerationOptions options) {
    try (Generation generation = start(prompt, options, GenerationListener.NONE)) {
      return generation.run();
    }
  }

  /** Opens a response to a prompt, to be run and possibly cancelled. */
  public Generation start(String prompt, GenerationOptions options, GenerationListener listener) {
    return new Generation(this, target().vocabulary().encodePrompt(prompt), options, listener);
  }

  List<Verification> verifications() {
    return verifications;
  }

  /** The longest vocabulary of any level: others are padded at their end. */
  int vocabularySize() {
    return models().stream().mapToInt(model -> model.vocabulary().size()).max().orElseThrow();
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
