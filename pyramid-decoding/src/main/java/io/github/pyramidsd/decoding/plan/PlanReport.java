package io.github.pyramidsd.decoding.plan;

import java.util.List;
import java.util.Optional;

/**
 * What a planner did for a response, and why.
 *
 * @param uses the compositions it used, most tokens first
 * @param levels what it knows of each level, from below
 * @param rankings the best of every composition as it sees them at the end, the fastest first
 * @param predictedTokensPerSecond what its plans promised for the tokens that there are
 * @param tokensPerSecond what was achieved, planning and probing included
 * @param plainTokensPerSecond what plain decoding achieves on this text after the warm-up: plain
 *     rounds count as they were, and for the tokens of others their median; NaN if there was none
 * @param plainTokens how many tokens these rounds made
 * @param warmUpTokens how many tokens were made while the JVM was still compiling the code
 * @param warmUpSeconds how long these took
 * @param speedup of all other tokens over plain decoding
 * @param plans how often it planned
 * @param planningSeconds the time that this took
 * @param probingSeconds the time that it took to probe levels which were not in use
 * @param reproducible whether decisions do not depend on the clock
 */
public record PlanReport(
    List<Use> uses,
    List<Level> levels,
    List<Ranking> rankings,
    double predictedTokensPerSecond,
    double tokensPerSecond,
    double plainTokensPerSecond,
    long plainTokens,
    long warmUpTokens,
    double warmUpSeconds,
    double speedup,
    int plans,
    double planningSeconds,
    double probingSeconds,
    boolean reproducible) {

  /**
   * A composition that was used.
   *
   * @param composition its levels and lengths, such as {@code draft+qualifier:2+target:3}
   * @param tokens that it committed
   * @param rounds of the target
   * @param seconds that they took
   * @param predictedTokensPerSecond what its plans promised
   * @param tokensPerSecond what was achieved
   */
  public record Use(
      String composition,
      long tokens,
      long rounds,
      double seconds,
      double predictedTokensPerSecond,
      double tokensPerSecond) {}

  /**
   * A level.
   *
   * @param level its name
   * @param model the model's name; empty of a lookup
   * @param passSeconds of a pass over one token
   * @param passSecondsByTokens of passes over 1, 2, … tokens
   * @param agreements how often levels accept from those below them
   * @param paysOff whether the best composition uses it
   */
  public record Level(
      String level,
      Optional<String> model,
      double passSeconds,
      List<Double> passSecondsByTokens,
      List<Agreement> agreements,
      boolean paysOff) {}

  /**
   * A pair of levels.
   *
   * @param proposer the lower level
   * @param acceptance the mean of 1 − TV; NaN if it is not known
   * @param offered how often the lower level has something to propose
   */
  public record Agreement(String proposer, double acceptance, double offered) {}

  /**
   * A composition as it could be used.
   *
   * @param composition its levels and best lengths
   * @param predictedTokensPerSecond what it is expected to achieve
   * @param tokensPerRound what a round of the target is expected to commit
   */
  public record Ranking(
      String composition, double predictedTokensPerSecond, double tokensPerRound) {}

  /** Copies the lists. */
  public PlanReport {
    uses = List.copyOf(uses);
    levels = List.copyOf(levels);
    rankings = List.copyOf(rankings);
  }
}
