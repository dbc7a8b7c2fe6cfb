package io.github.pyramidsd.decoding.decode;

/**
 * Keeps account of how far fuzzy acceptances may have moved the response's law from the target's,
 * position by position and level by level, and of what a budget still allows.
 *
 * <p>An entry δ is the total variation between a level's distribution and its proposer's where the
 * level accepted without looking at the token. The law of the whole response is within E[Σδ] of the
 * target's, the sum being over all levels and the committed positions: a level's entry counts
 * wherever its proposal reached the level above, <em>whatever was decided there</em>, because exact
 * verification maps laws that are δ apart to laws that are at most δ apart.
 *
 * <p>The sums are kept as running totals over positions, so that going back to an earlier position
 * forgets what came after it, and drafting anew overwrites it.
 *
 * <p>The budget is shared out per round of the target: what is left of it is divided evenly among
 * the fuzzy levels, and a level spends its share on the positions of that round alone. Whether a
 * level may spend thus depends only on the tokens before the position, never on what another level
 * will do later in the block; otherwise the token that was drawn would have a say in its own
 * acceptance, and the sum would certify nothing.
 */
final class DeviationLedger {

  private final double[][] totals; // (level, position): the sum of δ before the position
  private final double budget;
  private final int fuzzyLevels;
  private final int start;
  private int roundStart;
  private double share;

  /**
   * Opens an account.
   *
   * @param levels the number of levels
   * @param fuzzyLevels how many of them may spend
   * @param budget the most that all of them together may spend
   * @param start the length of the prompt
   * @param contextLength the most positions there will be
   */
  DeviationLedger(int levels, int fuzzyLevels, double budget, int start, int contextLength) {
    this.totals = new double[levels][contextLength + 1];
    this.fuzzyLevels = fuzzyLevels;
    this.budget = budget;
    this.start = start;
  }

  /** Starts a round of the target, which shares out what is left of the budget. */
  void startRound(int position) {
    roundStart = position;
    share = left(position) / Math.max(1, fuzzyLevels);
  }

  /** What is left of the budget at a position. */
  double left(int position) {
    return budget - total(position);
  }

  /** What the round has spent before a position. */
  double spentInRound(int position) {
    return total(position) - total(roundStart);
  }

  /** Whether a level's share allows it to spend δ at a position. */
  boolean allows(int level, int position, double deviation) {
    return totals[level][position] - totals[level][roundStart] + deviation <= share;
  }

  /** Enters what a level spends at a position. */
  void enter(int level, int position, double deviation) {
    totals[level][position + 1] = totals[level][position] + deviation;
  }

  /** Enters that a position holds a level's bonus token: none proposed it, so none spent on it. */
  void carry(int level, int position) {
    for (int i = 0; i <= level; i++) {
      enter(i, position, 0);
    }
  }

  /** Whether a level is the target. */
  boolean isTop(int level) {
    return level == totals.length - 1;
  }

  /** What a level has spent on the response before a position. */
  double spent(int level, int position) {
    return totals[level][position] - totals[level][start];
  }

  private double total(int position) {
    double sum = 0;
    for (int level = 0; level < totals.length; level++) {
      sum += spent(level, position);
    }
    return sum;
  }
}
