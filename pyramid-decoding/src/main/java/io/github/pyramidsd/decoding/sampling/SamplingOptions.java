package io.github.pyramidsd.decoding.sampling;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the next token's distribution is made from logits: bias, repeat penalty, temperature, top-k,
 * top-p, min-p, in this order, and alike for every level of a pyramid.
 *
 * <p>Immutable; made with {@link #builder()}.
 */
public final class SamplingOptions {

  /** How many tokens a penalty looks back unless told otherwise. */
  public static final int DEFAULT_REPEAT_WINDOW = 64;

  /** The most tokens a penalty may look back. */
  public static final int LONGEST_REPEAT_WINDOW = 1024;

  /** Always the most likely token. */
  public static final SamplingOptions GREEDY = ofTemperature(0);

  private final double temperature;
  private final int topK;
  private final double topP;
  private final double minP;
  private final double repeatPenalty;
  private final int repeatWindow;
  private final SortedMap<Integer, Float> bias;

  private SamplingOptions(Builder from) {
    temperature = from.temperature;
    topK = from.topK;
    topP = from.topP;
    minP = from.minP;
    repeatPenalty = from.repeatPenalty;
    repeatWindow = from.repeatWindow;
    bias = Collections.unmodifiableSortedMap(new TreeMap<>(from.bias));
  }

  /** A builder that starts with temperature 1 and changes nothing else. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these options. */
  public Builder toBuilder() {
    Builder builder =
        builder()
            .temperature(temperature)
            .topK(topK)
            .topP(topP)
            .minP(minP)
            .repeatPenalty(repeatPenalty)
            .repeatWindow(repeatWindow);
    bias.forEach(builder::bias);
    return builder;
  }

  /** A temperature, with nothing truncated or penalised. */
  public static SamplingOptions ofTemperature(double temperature) {
    return builder().temperature(temperature).build();
  }

  /** What divides the logits; 0 takes the most likely token. */
  public double temperature() {
    return temperature;
  }

  /** How many of the most likely tokens are kept; 0 keeps all. */
  public int topK() {
    return topK;
  }

  /** The share of the probability that the fewest tokens which are kept reach; 1 keeps all. */
  public double topP() {
    return topP;
  }

  /** How likely, relative to the likeliest, a token must be to be kept; 0 keeps all. */
  public double minP() {
    return minP;
  }

  /** What divides positive and multiplies negative logits of recent tokens; 1 changes nothing. */
  public double repeatPenalty() {
    return repeatPenalty;
  }

  /** How many of the last tokens count as recent. */
  public int repeatWindow() {
    return repeatWindow;
  }

  /** What is added to the logits of some tokens, by id. */
  public SortedMap<Integer, Float> bias() {
    return bias;
  }

  /** Whether the most likely token is always taken. */
  public boolean isGreedy() {
    return temperature == 0;
  }

  boolean truncates() {
    return topK > 0 || topP < 1 || minP > 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SamplingOptions options && toString().equals(options.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** All values in a fixed order, for fingerprints. */
  @Override
  public String toString() {
    return "temperature="
        + temperature
        + " top-k="
        + topK
        + " top-p="
        + topP
        + " min-p="
        + minP
        + " repeat-penalty="
        + repeatPenalty
        + " repeat-window="
        + repeatWindow
        + " bias="
        + bias;
  }

  /** Collects sampling options. Every method checks its value and names the legal range. */
  public static final class Builder {

    private double temperature = 1;
    private int topK;
    private double topP = 1;
    private double minP;
    private double repeatPenalty = 1;
    private int repeatWindow = DEFAULT_REPEAT_WINDOW;
    private final Map<Integer, Float> bias = new TreeMap<>();

    private Builder() {}

    /** Divides the logits; 0 takes the most likely token. From 0 to 100; 1 unless set. */
    public Builder temperature(double value) {
      check(value >= 0 && value <= 100, "temperature", value, "0 to 100");
      temperature = value;
      return this;
    }

    /** Keeps the k most likely tokens; 0, the default, keeps all. */
    public Builder topK(int value) {
      check(value >= 0, "top-k", value, "0 (all) or more");
      topK = value;
      return this;
    }

    /**
     * Keeps the fewest tokens that together reach this share of the probability, in (0, 1]; 1, the
     * default, keeps all.
     */
    public Builder topP(double value) {
      check(value > 0 && value <= 1, "top-p", value, "more than 0, up to 1 (all)");
      topP = value;
      return this;
    }

    /**
     * Keeps tokens at least this likely relative to the likeliest, in [0, 1]; 0, the default, keeps
     * all.
     */
    public Builder minP(double value) {
      check(value >= 0 && value <= 1, "min-p", value, "0 (all) to 1");
      minP = value;
      return this;
    }

    /**
     * Divides positive logits and multiplies negative ones of tokens that occurred recently (Keskar
     * et al. 2019). More than 0, up to 100; 1, the default, changes nothing.
     */
    public Builder repeatPenalty(double value) {
      check(
          value > 0 && value <= 100,
          "repeat-penalty",
          value,
          "more than 0, up to 100; 1 changes nothing");
      repeatPenalty = value;
      return this;
    }

    /**
     * How many of the last tokens count as recent, from 0 to {@value #LONGEST_REPEAT_WINDOW};
     * {@value #DEFAULT_REPEAT_WINDOW} unless set.
     */
    public Builder repeatWindow(int value) {
      check(
          value >= 0 && value <= LONGEST_REPEAT_WINDOW,
          "repeat-window",
          value,
          "0 to " + LONGEST_REPEAT_WINDOW);
      repeatWindow = value;
      return this;
    }

    /**
     * Adds a number to the logits of a token; negative infinity forbids it. 0 unless set.
     *
     * @throws IllegalArgumentException if the id is negative or the number is NaN or infinity
     */
    public Builder bias(int token, float value) {
      check(token >= 0, "the biased token", token, "an id, 0 or more");
      check(value < Float.POSITIVE_INFINITY, "bias", value, "a number or negative infinity");
      bias.put(token, value);
      return this;
    }

    /** Makes the options. */
    public SamplingOptions build() {
      return new SamplingOptions(this);
    }

    private static void check(boolean legal, String name, Number value, String range) {
      if (!legal) {
        throw new IllegalArgumentException(name + " is " + value + ", expected " + range);
      }
    }
  }
}
