package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Constraint;
import io.github.pyramidsd.decoding.sampling.CoupledDraws;
import io.github.pyramidsd.decoding.sampling.Draws;
import io.github.pyramidsd.decoding.sampling.LogProbabilities;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How one response is generated. Immutable; made with {@link #builder()}. */
public final class GenerateOptions {

  /** Greedy, up to 256 tokens. */
  public static final GenerateOptions DEFAULT = builder().build();

  private final SamplingOptions sampling;
  private final OptionalLong seed;
  private final int stream;
  private final OptionalLong streamSeed;
  private final int maxTokens;
  private final List<String> stopStrings;
  private final boolean ignoreEnd;
  private final OptionalDouble deviationBudget;
  private final OptionalInt logProbabilities;
  private final @Nullable Constraint<?> constraint;
  private final GenerationListener listener;

  private GenerateOptions(Builder from) {
    sampling = from.sampling.build();
    seed = from.seed;
    stream = from.stream;
    streamSeed = from.streamSeed;
    maxTokens = from.maxTokens;
    stopStrings = from.stopStrings;
    ignoreEnd = from.ignoreEnd;
    deviationBudget = from.deviationBudget;
    logProbabilities = from.logProbabilities;
    constraint = from.constraint;
    listener = from.listener;
  }

  /** A builder that starts with greedy decoding of up to 256 tokens. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these options. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.sampling = sampling.toBuilder();
    builder.seed = seed;
    builder.stream = stream;
    builder.streamSeed = streamSeed;
    builder.maxTokens = maxTokens;
    builder.stopStrings = stopStrings;
    builder.ignoreEnd = ignoreEnd;
    builder.deviationBudget = deviationBudget;
    builder.logProbabilities = logProbabilities;
    builder.constraint = constraint;
    builder.listener = listener;
    return builder;
  }

  /** How distributions are made from logits. */
  public SamplingOptions sampling() {
    return sampling;
  }

  /** The seed with which the text is the same whatever speculates; empty unless set. */
  public OptionalLong seed() {
    return seed;
  }

  /** Which of several responses to one request this is, from 0. */
  public int stream() {
    return stream;
  }

  /** The seed of one stream of random numbers for the exact rule; empty unless set. */
  public OptionalLong streamSeed() {
    return streamSeed;
  }

  /** The most tokens of the response. */
  public int maxTokens() {
    return maxTokens;
  }

  /** Texts that end the response; they are not part of its text. */
  public List<String> stopStrings() {
    return stopStrings;
  }

  /** Whether to go on after an end-of-generation token. */
  public boolean ignoreEnd() {
    return ignoreEnd;
  }

  /** How far the law of the response may move from the target's; empty: as far as the rules do. */
  public OptionalDouble deviationBudget() {
    return deviationBudget;
  }

  /** Of how many of the likeliest tokens to give log-probabilities beside the chosen one's. */
  public OptionalInt logProbabilities() {
    return logProbabilities;
  }

  /** What masks or biases tokens, if anything does. */
  public Optional<Constraint<?>> constraint() {
    return Optional.ofNullable(constraint);
  }

  /** What hears of events. */
  public GenerationListener listener() {
    return listener;
  }

  /** Whether the text depends on the seed alone and not on what speculates. */
  public boolean isCoupled() {
    return seed.isPresent() && !sampling.isGreedy();
  }

  /** New draws for one response. */
  Draws draws() {
    if (seed.isPresent()) {
      return Draws.coupled(CoupledDraws.stream(seed.getAsLong(), stream));
    }
    return Draws.streamed(
        Randomness.seeded(
            streamSeed.isPresent()
                ? streamSeed.getAsLong()
                : ThreadLocalRandom.current().nextLong()));
  }

  /**
   * All values that decide what is generated, in a fixed order and with the version of the sampler,
   * for fingerprints. A constraint is not among them: who sets one adds what it stands for.
   */
  @Override
  public String toString() {
    return "options-2 "
        + sampling
        + " seed="
        + (seed.isPresent() ? CoupledDraws.VERSION + ":" + seed.getAsLong() : "none")
        + " stream="
        + stream
        + " stream-seed="
        + (streamSeed.isPresent() ? streamSeed.getAsLong() : "none")
        + " max-tokens="
        + maxTokens
        + " stop="
        + stopStrings
        + " ignore-end="
        + ignoreEnd
        + " budget="
        + (deviationBudget.isPresent() ? deviationBudget.getAsDouble() : "none");
  }

  /** Collects options. Every method checks its value and names the legal range. */
  public static final class Builder {

    private SamplingOptions.Builder sampling = SamplingOptions.GREEDY.toBuilder();
    private OptionalLong seed = OptionalLong.empty();
    private int stream;
    private OptionalLong streamSeed = OptionalLong.empty();
    private int maxTokens = 256;
    private List<String> stopStrings = List.of();
    private boolean ignoreEnd;
    private OptionalDouble deviationBudget = OptionalDouble.empty();
    private OptionalInt logProbabilities = OptionalInt.empty();
    private @Nullable Constraint<?> constraint;
    private GenerationListener listener = GenerationListener.NONE;

    private Builder() {}

    /** Sets all sampling options at once. */
    public Builder sampling(SamplingOptions value) {
      sampling = value.toBuilder();
      return this;
    }

    /** See {@link SamplingOptions.Builder#temperature}; 0, the default, is greedy. */
    public Builder temperature(double value) {
      sampling.temperature(value);
      return this;
    }

    /** See {@link SamplingOptions.Builder#topK}. */
    public Builder topK(int value) {
      sampling.topK(value);
      return this;
    }

    /** See {@link SamplingOptions.Builder#topP}. */
    public Builder topP(double value) {
      sampling.topP(value);
      return this;
    }

    /** See {@link SamplingOptions.Builder#minP}. */
    public Builder minP(double value) {
      sampling.minP(value);
      return this;
    }

    /** See {@link SamplingOptions.Builder#repeatPenalty} and its window. */
    public Builder repeatPenalty(double value, int window) {
      sampling.repeatPenalty(value).repeatWindow(window);
      return this;
    }

    /** See {@link SamplingOptions.Builder#bias}. */
    public Builder bias(int token, float value) {
      sampling.bias(token, value);
      return this;
    }

    /**
     * Makes the text a function of the seed, the context and the sampling options: the same for
     * every lossless method, composition and plan ({@link CoupledDraws}). Fewer proposals are
     * accepted than without a seed, about 0.59 where that accepts 0.65. Without one, which is the
     * default, every response is another.
     */
    public Builder seed(long value) {
      seed = OptionalLong.of(value);
      streamSeed = OptionalLong.empty();
      return this;
    }

    /** Several responses to one request have different streams, from 0, which is the default. */
    public Builder stream(int value) {
      if (value < 0) {
        throw new IllegalArgumentException("stream is " + value + ", expected 0 or more");
      }
      stream = value;
      return this;
    }

    /**
     * Takes one stream of random numbers for the exact rule from a seed, as methods are to be
     * timed: it accepts as many proposals as without a seed, and repeats a response as long as
     * method, lengths and models stay the same. The text of another method is another.
     */
    public Builder streamSeed(long value) {
      streamSeed = OptionalLong.of(value);
      seed = OptionalLong.empty();
      return this;
    }

    /** The most tokens of the response, 1 or more; 256 unless set. */
    public Builder maxTokens(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("max-tokens is " + value + ", expected 1 or more");
      }
      maxTokens = value;
      return this;
    }

    /** Texts that end the response and are not part of its text; none is empty. */
    public Builder stop(String... values) {
      return stop(List.of(values));
    }

    /** Texts that end the response and are not part of its text; none is empty. */
    public Builder stop(List<String> values) {
      if (values.contains("")) {
        throw new IllegalArgumentException("a stop string is empty, expected some text");
      }
      stopStrings = List.copyOf(values);
      return this;
    }

    /** Whether to go on after an end-of-generation token; not unless set. */
    public Builder ignoreEnd(boolean value) {
      ignoreEnd = value;
      return this;
    }

    /**
     * Bounds how far acceptances without looking may move the law of the response from the
     * target's, in total variation: 0 is lossless. Without a budget, which is the default, fuzzy
     * rules go by their own thresholds, and {@code auto} is lossless.
     */
    public Builder deviationBudget(double value) {
      if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "max-deviation is " + value + ", expected 0 (lossless) or more, and finite");
      }
      deviationBudget = OptionalDouble.of(value);
      return this;
    }

    /** Takes away the budget. */
    public Builder noDeviationBudget() {
      deviationBudget = OptionalDouble.empty();
      return this;
    }

    /**
     * Gives log-probabilities of the chosen tokens, and of as many of the likeliest: from 0 to
     * {@value LogProbabilities#MOST}.
     */
    public Builder logProbabilities(int top) {
      if (top < 0 || top > LogProbabilities.MOST) {
        throw new IllegalArgumentException(
            "log-probabilities of "
                + top
                + " tokens are asked for, expected 0 to "
                + LogProbabilities.MOST);
      }
      logProbabilities = OptionalInt.of(top);
      return this;
    }

    /** Masks or biases tokens by what came before. */
    public Builder constraint(Constraint<?> value) {
      constraint = value;
      return this;
    }

    /** Is told of events, on the thread that generates. */
    public Builder listener(GenerationListener value) {
      listener = value;
      return this;
    }

    /** Makes the options. */
    public GenerateOptions build() {
      return new GenerateOptions(this);
    }
  }
}
