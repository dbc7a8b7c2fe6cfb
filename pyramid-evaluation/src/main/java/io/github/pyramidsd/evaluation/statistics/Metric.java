package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.evaluation.result.RunResult;

/**
 * What is measured of every run, whatever the task. Rates and times are averaged geometrically, so
 * that the ratio of two averages is the average of the ratios; all else arithmetically.
 */
public enum Metric {
  /** Tokens of the answer per second, the time to read the prompt left out. */
  TOKENS_PER_SECOND("tokensPerSecond", "tokens/s", true),
  /** From the start to the first token, in seconds. */
  TIME_TO_FIRST_TOKEN("timeToFirstToken", "s", true),
  /** From the start to the whole answer, in seconds. */
  TIME_TO_ANSWER("timeToAnswer", "s", true),
  /** Tokens of the answer. */
  ANSWER_TOKENS("answerTokens", "tokens", false),
  /** How far the answer's law may be from the target's, at most. */
  DEVIATION_BOUND("deviationBound", "", false);

  private final String label;
  private final String unit;
  private final boolean geometric;

  Metric(String label, String unit, boolean geometric) {
    this.label = label;
    this.unit = unit;
    this.geometric = geometric;
  }

  /** The name in files. */
  public String label() {
    return label;
  }

  /** The unit, or nothing. */
  public String unit() {
    return unit;
  }

  /** Whether it is averaged geometrically. */
  public boolean isGeometric() {
    return geometric;
  }

  /** Of one run; NaN if it has none, as an empty answer has no speed. */
  public double of(RunResult run) {
    double value =
        switch (this) {
          case TOKENS_PER_SECOND -> run.tokensPerSecond();
          case TIME_TO_FIRST_TOKEN -> run.secondsToFirstToken();
          case TIME_TO_ANSWER -> run.secondsToAnswer();
          case ANSWER_TOKENS -> run.tokens();
          case DEVIATION_BOUND -> deviationBound(run);
        };
    return geometric && value <= 0 ? Double.NaN : value;
  }

  private static double deviationBound(RunResult run) {
    Double bound = run.deviationBound();
    return bound == null ? Double.NaN : bound;
  }
}
