package io.github.pyramidsd.evaluation.task;

import java.util.List;

/**
 * Which entries of a file are shown as examples and which are asked. No entry is both.
 *
 * @param examples the first ones of the file
 * @param asked those after them
 */
record Selection<T>(List<T> examples, List<T> asked) {

  /**
   * Divides the entries of a file.
   *
   * @param limit the most that are asked; 0: all
   * @throws InvalidSettingException if none is left to ask
   */
  static <T> Selection<T> of(String source, List<T> all, int shots, int limit) {
    if (shots >= all.size()) {
      throw new InvalidSettingException(
          "shots",
          "shots is %s, but %s has %s items, expected at most %s: those that are shown are not asked"
              .formatted(shots, source, all.size(), all.size() - 1));
    }
    int end = limit == 0 ? all.size() : (int) Math.min(all.size(), (long) shots + limit);
    return new Selection<>(
        List.copyOf(all.subList(0, shots)), List.copyOf(all.subList(shots, end)));
  }
}
