package io.github.pyramidsd.evaluation.task;

import java.util.List;

/**
 * A question with choices.
 *
 * @param answer the label of the right choice
 */
record Question(String id, String stem, List<Choice> choices, String answer) {

  /** A choice, with a label from A to Z. */
  record Choice(String label, String text) {}

  /** The right choice. */
  Choice right() {
    return choices.stream().filter(c -> c.label().equals(answer)).findFirst().orElseThrow();
  }

  List<String> labels() {
    return choices.stream().map(Choice::label).toList();
  }
}
