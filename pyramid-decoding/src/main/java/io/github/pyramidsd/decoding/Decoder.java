package io.github.pyramidsd.decoding;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.Context;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.Schedule;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Generates text with a target model and whatever makes that faster.
 *
 * <pre>{@code
 * Decoder decoder = Decoder.of(target).draft(draft).build();
 * Response response = decoder.generate("public static", GenerateOptions.DEFAULT);
 * }</pre>
 *
 * <p>Immutable and thread-safe: any number of {@linkplain #open contexts} generate at the same
 * time, each as if it were alone. The models stay the caller's.
 */
public final class Decoder {

  private final Pyramid pyramid;
  private final Schedule.Factory schedules;

  private Decoder(Pyramid pyramid, Schedule.Factory schedules) {
    this.pyramid = pyramid;
    this.schedules = schedules;
  }

  /** Begins to describe a decoder for a target. */
  public static Builder of(LanguageModel target) {
    return new Builder(target);
  }

  /** The levels that there are. */
  public Pyramid pyramid() {
    return pyramid;
  }

  /** The same levels, but always with one composition. */
  public Decoder with(Composition composition) {
    return new Decoder(pyramid, _ -> Schedule.of(composition));
  }

  /** Opens an empty context that may hold as many tokens as the target was made for. */
  public Context open() {
    return open(pyramid.contextLength());
  }

  /**
   * Opens an empty context.
   *
   * @param limit the most tokens it may hold
   * @throws IllegalArgumentException if that is not from 1 to the target's context length
   */
  public Context open(int limit) {
    return Context.open(pyramid, schedules, limit);
  }

  /**
   * Continues a text in a context of its own.
   *
   * @throws IllegalArgumentException if the text does not fit the context
   */
  public Response generate(String text, GenerateOptions options) {
    Vocabulary vocabulary = pyramid.target().vocabulary();
    return generate(vocabulary.encodePrompt(text), options);
  }

  /**
   * Continues a sequence of tokens in a context of its own.
   *
   * @throws IllegalArgumentException if they do not fit the context
   */
  public Response generate(int[] tokens, GenerateOptions options) {
    try (Context context = open()) {
      return context.append(tokens).generate(options);
    }
  }

  /** Describes a decoder. */
  public static final class Builder {

    private final LanguageModel target;
    private final List<LanguageModel> lower = new ArrayList<>();
    private OptionalInt lookup = OptionalInt.empty();
    private @Nullable Method method;
    private Method.Knobs knobs = Method.Knobs.DEFAULT;

    private Builder(LanguageModel target) {
      this.target = target;
    }

    /** Adds a draft, below all other models. */
    public Builder draft(LanguageModel model) {
      lower.addFirst(model);
      return this;
    }

    /** Adds a qualifier, directly below the target. */
    public Builder qualifier(LanguageModel model) {
      lower.addLast(model);
      return this;
    }

    /**
     * How many tokens to look up in the context at a time, below all models; 0 for none. Unless
     * set, a fixed method has none.
     */
    public Builder lookup(int length) {
      lookup = OptionalInt.of(length);
      return this;
    }

    /** Always decodes by a method, of the models that it uses. */
    public Builder method(Method value) {
      method = value;
      return this;
    }

    /** Sets what the method has to set. */
    public Builder knobs(Method.Knobs value) {
      knobs = value;
      return this;
    }

    /**
     * Makes the decoder.
     *
     * @throws io.github.pyramidsd.decoding.model.IncompatibleVocabularyException if a model does
     *     not share the target's vocabulary
     * @throws IllegalArgumentException if the method lacks a model, or a length is not possible
     */
    public Decoder build() {
      List<LanguageModel> models = new ArrayList<>();
      if (method == null || method.usesDraft()) {
        models.addAll(lower);
      }
      if (method != null && method.usesDraft() && !method.usesQualifier() && models.size() > 1) {
        models.subList(1, models.size()).clear(); // the draft alone
      }
      models.add(target);
      Pyramid levels = Pyramid.of(models);
      int looked = lookup.orElse(method == null ? 1 : 0);
      Pyramid pyramid = looked > 0 ? levels.withLookup() : levels;
      Method fixed = method;
      if (fixed != null) {
        Composition composition = fixed.compose(pyramid, knobs, looked);
        return new Decoder(pyramid, _ -> Schedule.of(composition));
      }
      return new Decoder(pyramid, _ -> Schedule.of(Composition.plain(pyramid.levels() - 1)));
    }
  }
}
