package io.github.pyramidsd.evaluation.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what somebody probably meant. */
final class Nearest {

  private Nearest() {}

  /** A question to add to a message; empty if nothing is near. */
  static String suggestion(String written, Iterable<String> known) {
    return find(written, known).map(name -> ", did you mean " + name + "?").orElse("");
  }

  /** The known name that takes the fewest edits, if that is at most a third of what was written. */
  private static Optional<String> find(String written, Iterable<String> known) {
    record Candidate(String name, int edits) {}
    List<Candidate> candidates = new ArrayList<>();
    known.forEach(name -> candidates.add(new Candidate(name, edits(written, name))));
    return candidates.stream()
        .min(Comparator.comparingInt(Candidate::edits))
        .filter(best -> best.edits() <= Math.max(1, written.length() / 3))
        .map(Candidate::name);
  }

  /** Insertions, deletions and replacements from one to the other (Levenshtein). */
  private static int edits(String from, String to) {
    int[] row =
        new int[to.length() + 1]; // edits from the part of from so far, to each prefix of to
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
