package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;
import java.util.List;

/**
 * What was chosen, and the table that it was chosen by.
 *
 * @param row that was chosen
 * @param plain the row of plain decoding
 * @param table for each chain of levels a row with its best block lengths, the fastest first
 * @param bySize the fastest row for each size of pass that the target may make, the fastest first
 */
public record Choice(Row row, Row plain, List<Row> table, List<Row> bySize) {

  /**
   * A composition and what is predicted for it.
   *
   * @param label such as {@code draft+qualifier:2+target:3}
   * @param composition plain decoding if nothing is predicted
   * @param tokensPerRound that the target commits
   * @param secondsPerRound of passes and overhead
   * @param catchUp seconds in which its levels read what they missed, before its first round
   * @param secondsPerToken of rounds and of catching up; infinite if nothing is predicted
   * @param whyNot why nothing is predicted, such as {@code context full}; else empty
   */
  public record Row(
      String label,
      Composition composition,
      double tokensPerRound,
      double secondsPerRound,
      double catchUp,
      double secondsPerToken,
      String whyNot) {

    /** Predicted tokens a second; 0 if nothing is predicted. */
    public double tokensPerSecond() {
      return 1 / secondsPerToken;
    }

    /** How many tokens a pass of the target has. */
    int size() {
      List<Composition.Stage> stages = composition.stages();
      return stages.isEmpty() ? 1 : stages.getLast().blockLength() + 1;
    }
  }

  /** Copies the lists. */
  public Choice {
    table = List.copyOf(table);
    bySize = List.copyOf(bySize);
  }

  /** What to decode with. */
  public Composition composition() {
    return row.composition;
  }
}
