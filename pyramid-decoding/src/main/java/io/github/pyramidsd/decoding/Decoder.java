package io.github.pyramidsd.decoding;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.Context;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.RoundRecord;
import io.github.pyramidsd.decoding.decode.Schedule;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.decoding.plan.AutoSchedule;
import io.github.pyramidsd.decoding.plan.Choice;
import io.github.pyramidsd.decoding.plan.Chooser;
import io.github.pyramidsd.decoding.plan.Measurements;
import io.github.pyramidsd.decoding.plan.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
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
  private final Measurements measurements;
  private final int contextLength;
  private final @Nullable Composition composition; // null: chosen by itself
  private final boolean measures;
  private final List<Integer> probed; // levels

  private Decoder(
      Pyramid pyramid,
      Measurements measurements,
      int contextLength,
      @Nullable Composition composition,
      boolean measures,
      List<Integer> probed) {
    this.pyramid = pyramid;
    this.measurements = measurements;
    this.contextLength = contextLength;
    this.composition = composition;
    this.measures = measures;
    this.probed = probed;
  }

  /** Begins to describe a decoder for a target. */
  public static Builder of(LanguageModel target) {
    return new Builder(target);
  }

  /**
   * A decoder that chooses by itself among all compositions of some levels, by what it measures
   * ({@link AutoSchedule}). Lossless, unless a response has a deviation budget.
   */
  public static Decoder of(Pyramid pyramid) {
    return new Decoder(
        pyramid, measurements(pyramid), pyramid.contextLength(), null, true, List.of());
  }

  /** A decoder that always uses one composition and measures nothing. */
  public static Decoder fixed(Pyramid pyramid, Composition composition) {
    return new Decoder(
        pyramid, measurements(pyramid), pyramid.contextLength(), composition, false, List.of());
  }

  private static Measurements measurements(Pyramid pyramid) {
    return new Measurements(
        IntStream.range(0, pyramid.levels())
            .mapToObj(
                level ->
                    new Measurements.Level(
                        pyramid.levelName(level), pyramid.model(level).isPresent()))
            .toList());
  }

  private Schedule begin(GenerateOptions options) {
    if (composition == null) {
      return new AutoSchedule(
          measurements,
          key(options),
          options.maxTokens(),
          options.deviationBudget().orElse(0),
          options.isCoupled());
    }
    return measures
        ? new Fixed(composition, measurements, key(options), probed)
        : Schedule.of(composition);
  }

  /** Acceptance is kept apart by this. */
  private static String key(GenerateOptions options) {
    return options.sampling() + (options.constraint().isPresent() ? " constrained" : "");
  }

  /** Whether it chooses compositions by itself. */
  public boolean isAuto() {
    return composition == null;
  }

  /** The levels that there are. */
  public Pyramid pyramid() {
    return pyramid;
  }

  /** What responses have measured: shared by all decoders that were made from one. */
  public Measurements measurements() {
    return measurements;
  }

  /** What is known now, of acceptance with the options' sampling only. */
  public Snapshot snapshot(GenerateOptions options) {
    return measurements.snapshot(key(options));
  }

  /**
   * What would be chosen now for a response, and the table by which.
   *
   * @param position the number of tokens in the context
   */
  public Choice plan(GenerateOptions options, int position) {
    int levels = pyramid.levels();
    return Chooser.best(
        snapshot(options),
        new Chooser.Question(
            position,
            options.maxTokens(),
            options.deviationBudget().orElse(0),
            options.isCoupled(),
            new int[levels],
            new boolean[levels],
            null));
  }

  /** The same levels and measurements, but always one composition, which is measured too. */
  public Decoder with(Composition fixed) {
    return new Decoder(pyramid, measurements, contextLength, fixed, true, List.of());
  }

  /** Plain decoding that probes all lower levels again and again, to get to know them. */
  public Decoder probing() {
    int target = pyramid.levels() - 1;
    return new Decoder(
        pyramid,
        measurements,
        contextLength,
        Composition.plain(target),
        true,
        IntStream.range(0, target).boxed().toList());
  }

  /**
   * The same, but contexts hold so many tokens unless they say otherwise.
   *
   * @param limit 0: as many as the target was made for, which is the default
   * @throws IllegalArgumentException if it is not from 0 to that
   */
  public Decoder withContextLength(int limit) {
    int most = pyramid.contextLength();
    if (limit < 0 || limit > most) {
      throw new IllegalArgumentException(
          "context length is %s, but %s was made for at most %s, expected 0 (that) or less than that"
              .formatted(limit, pyramid.target().name(), most));
    }
    return new Decoder(
        pyramid, measurements, limit == 0 ? most : limit, composition, measures, probed);
  }

  /** The most tokens that a context holds unless it says otherwise. */
  public int contextLength() {
    return contextLength;
  }

  /** Opens an empty context. */
  public Context open() {
    return open(contextLength);
  }

  /**
   * Opens an empty context.
   *
   * @param limit the most tokens it may hold
   * @throws IllegalArgumentException if that is not from 1 to the target's context length
   */
  public Context open(int limit) {
    return Context.open(pyramid, this::begin, limit);
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

  /** Always one composition, from whose rounds is learnt; levels to be probed are. */
  private record Fixed(
      Composition composition, Measurements measurements, String key, List<Integer> probed)
      implements Schedule {

    private static final int RECORDED = 16;

    @Override
    public boolean reads(int level, int promptTokens) {
      return composition.uses(level) || probed.contains(level);
    }

    @Override
    public Composition next(Progress progress) {
      return composition;
    }

    @Override
    public int recorded() {
      return probed.isEmpty() ? 0 : RECORDED;
    }

    @Override
    public int[] probes(Progress progress, int recorded) {
      return recorded < RECORDED
          ? new int[0]
          : probed.stream().mapToInt(level -> level).filter(l -> !progress.full(l)).toArray();
    }

    @Override
    public void record(RoundRecord record) {
      measurements.record(key, record);
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
      return method == null
          ? Decoder.of(pyramid)
          : Decoder.fixed(pyramid, method.compose(pyramid, knobs, looked));
    }
  }
}
