package io.github.pyramidsd.evaluation.statistics;

/**
 * A configuration against another, run by run with the same item and seed.
 *
 * @param baseline the label of the other
 * @param pairs how many runs have a partner
 * @param speed the ratio of tokens per second
 * @param timeToAnswer the ratio of times to answer: below 1 is sooner
 * @param answerTokens the difference of lengths
 * @param score the difference of the task's main score; unknown over several tasks
 * @param quality the difference of {@linkplain Quality qualities}: below 0 is worse
 */
public record Comparison(
    String baseline,
    int pairs,
    Difference speed,
    Difference timeToAnswer,
    Difference answerTokens,
    Difference score,
    Difference quality) {

  Comparison adjustedTo(
      double speedP, double timeP, double tokensP, double scoreP, double quality) {
    return new Comparison(
        baseline,
        pairs,
        speed.adjustedTo(speedP),
        timeToAnswer.adjustedTo(timeP),
        answerTokens.adjustedTo(tokensP),
        score.adjustedTo(scoreP),
        this.quality.adjustedTo(quality));
  }
}
