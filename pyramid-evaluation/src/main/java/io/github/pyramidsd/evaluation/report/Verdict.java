package io.github.pyramidsd.evaluation.report;

import java.util.List;

/**
 * What the data say to a question, by a rule that was fixed before.
 *
 * @param group what it belongs to, a heading
 * @param outcome in a word or three
 * @param tone how the outcome is marked
 * @param sentence the answer, with figures
 * @param rule how the outcome follows from the data
 * @param configurations labels of the configurations whose runs it is made of
 */
record Verdict(
    String group,
    String outcome,
    Tone tone,
    String sentence,
    String rule,
    List<String> configurations) {

  /** Whether something is shown, or its opposite, or neither. */
  enum Tone {
    YES,
    NO,
    OPEN;

    /** All must hold; one that is refuted refutes them. */
    Tone and(Tone other) {
      return this == NO || other == NO ? NO : this == OPEN || other == OPEN ? OPEN : YES;
    }
  }
}
