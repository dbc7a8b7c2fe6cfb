package io.github.pyramidsd.evaluation.study;

/**
 * What bounds a study.
 *
 * @param items the most items of each task
 * @param maxTokens the most tokens of an answer, of tasks that do not say it themselves; 0: as the
 *     task likes
 * @param contextLength the most tokens of prompt and answer together; 0: as many as are needed and
 *     the models hold
 */
public record Limits(int items, int maxTokens, int contextLength) {

  /** No limits. */
  public static final Limits NONE = new Limits(Integer.MAX_VALUE, 0, 0);
}
