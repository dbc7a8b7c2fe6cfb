package io.github.pyramidsd.evaluation.task;

import java.util.List;
import java.util.Map;

/**
 * A set of items, and how answers to them are judged. It is read from local files once and never
 * changes.
 */
public interface Task {

  /** What it was made of. */
  TaskSpec spec();

  /** The name, unique in its study, such as {@code csqa}. */
  default String name() {
    return spec().name();
  }

  /** What is asked, in the order of the file. */
  List<Item> items();

  /** Texts that end an answer; none unless a task says so. */
  default List<String> stopStrings() {
    return List.of();
  }

  /** The most tokens of an answer. */
  default int maxTokens() {
    return spec().maxTokens();
  }

  /**
   * Judges an answer.
   *
   * @param item one of {@link #items()}
   * @param answer what was generated
   * @param judge what the target says of texts; it may be slow, and is not timed
   * @return scores by name: {@code correct} is 0 or 1
   */
  Map<String, Double> judge(Item item, Answer answer, Judge judge);

  /**
   * The score that the task is about, such as {@code correct}; greater is better unless {@link
   * #isLowerBetter()}.
   */
  String mainScore();

  /** Whether a smaller main score is a better one, as of a perplexity. */
  default boolean isLowerBetter() {
    return false;
  }
}
