package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;
import java.util.List;
import java.util.Optional;

/**
 * What was chosen, and the table that it was chosen by.
 *
 * @param composition to decode with
 * @param secondsPerToken predicted for it
 * @param plainSeconds predicted for a token of plain decoding
 * @param isGuess whether it rests on pass times that were never measured
 * @param table a row for each chain of levels, with its best block lengths, fastest first
 * @param trials for each size of pass of the target, the fastest composition that makes such passes
 */
public record Choice(
    Composition composition,
    double secondsPerToken,
    double plainSeconds,
    boolean isGuess,
    List<Row> table,
    List<Trial> trials) {

  /**
   * A chain of levels with the block lengths that are best for it.
   *
   * @param label such as {@code draft+qualifier:2+target:3}
   * @param lengths of blocks, from below; empty for plain decoding, and where it is not predicted
   * @param tokensPerRound predicted that the target commits in a round
   * @param secondsPerRound predicted
   * @param tokensPerSecond predicted
   * @param composition empty where nothing is predicted
   * @param whyNot why nothing is predicted, such as {@code context full}; else empty
   */
  public record Row(
      String label,
      List<Integer> lengths,
      double tokensPerRound,
      double secondsPerRound,
      double tokensPerSecond,
      String whyNot,
      Optional<Composition> composition) {
    /** Copies the list. */
    public Row {
      lengths = List.copyOf(lengths);
    }
  }

  /**
   * A composition that would measure passes of some size.
   *
   * @param size of the target's pass
   * @param catchUp seconds before its first round
   * @param extra seconds that a round of it takes longer than its tokens take as chosen
   * @param slowdown predicted seconds per token, by those of what was chosen
   */
  public record Trial(
      Composition composition, int size, double catchUp, double extra, double slowdown) {}

  /** Copies the lists. */
  public Choice {
    table = List.copyOf(table);
    trials = List.copyOf(trials);
  }
}
