package io.github.pyramidsd.evaluation.statistics;

/**
 * What a task is judged by.
 *
 * @param score the name of its main score, such as {@code correct}
 * @param lowerIsBetter as of a perplexity
 * @param distribution whether it is judged by the law of many samples, not answer by answer: by the
 *     distance of n-grams from plain decoding
 */
public record TaskScore(String score, boolean lowerIsBetter, boolean distribution) {

  /** Judged answer by answer. */
  public TaskScore(String score, boolean lowerIsBetter) {
    this(score, lowerIsBetter, false);
  }

  /** Judged by the law of many samples. */
  public static TaskScore ofDistribution() {
    return new TaskScore("ngramDistance", true, true);
  }
}
