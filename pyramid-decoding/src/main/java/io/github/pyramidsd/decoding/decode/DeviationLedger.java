package io.github.pyramidsd.decoding.decode;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Keeps account of how far acceptances without looking may have moved the response's law from the
 * target's, position by position and level by level, and of what a budget still allows.
 *
 * <p>An entry δ is the total variation between a level's distribution and its proposer's where the
 * level accepted without looking at the token. The law of the whole response is within E[Σδ] of the
 * target's, the sum being over all levels and the committed positions: a level's entry counts
 * wherever its proposal reached the level above, <em>whatever was decided there</em>, because exact
 * verification maps laws that are δ apart to laws that are at most δ apart. Only where a level
 * emits a pick that does not depend on the proposal, as with a seed, are entries below it cleared.
 *
 * <p>The budget is shared out per round of the target: what is left of it is divided evenly among
 * the stages of this round's composition that may spend, and a level spends its share on the
 * positions of that round alone. Whether a level may spend thus depends only on the tokens before
 * the position, never on what another level will do later in the block; otherwise the token that
 * was drawn would have a say in its own acceptance, and the sum would certify nothing.
 */
final class DeviationLedger {

  private final double[] spent; // (level): before the round
  private final double[][] round; // (level, position in the round): δ
  private final OptionalDouble budget;
  private final boolean greedy;
  private int roundStart;
  private double share;
  private boolean certifies = true;

  /**
   * Opens an account.
   *
   * @param levels the number of levels
   * @param budget the most that all of them together may spend
   * @param greedy whether the target alone decides what deviates
   */
  DeviationLedger(int levels, OptionalDouble budget, boolean greedy) {
    this.spent = new double[levels];
    this.round = new double[levels][Composition.LONGEST_BLOCK + 1];
    this.budget = budget;
    this.greedy = greedy;
  }

  /**
   * Starts a round of the target, which shares out what is left of the budget.
   *
   * @param position the number of committed tokens in the context
   * @throws IllegalArgumentException if there is a budget and a rule of this composition looks at
   *     drawn tokens, or if there is none and a rule needs it
   */
  void startRound(int position, Composition composition) {
    checkBudget(composition);
    roundStart = position;
    for (double[] entries : round) {
      Arrays.fill(entries, 0);
    }
    certifies &= greedy || certifies(composition);
    long spenders =
        greedy
            ? composition.stages().isEmpty() ? 0 : 1
            : composition.stages().stream()
                .filter(stage -> !(stage.rule() instanceof AcceptanceRule.Exact))
                .count();
    share = left() / Math.max(1, spenders);
  }

  private void checkBudget(Composition composition) {
    if (budget.isPresent() && !greedy && !certifies(composition)) {
      throw new IllegalArgumentException(
          "max-deviation is "
              + budget.getAsDouble()
              + ", but the divergence draft-token looks at drawn tokens and certifies nothing: use"
              + " tv, js or kl");
    }
    for (Composition.Stage stage : composition.stages()) {
      if (budget.isEmpty() && stage.rule() instanceof AcceptanceRule.Budgeted) {
        throw new IllegalArgumentException(
            "the rule " + stage.rule() + " needs a deviation budget, and there is none");
      }
    }
  }

  private static boolean certifies(Composition composition) {
    return composition.stages().stream()
        .map(Composition.Stage::rule)
        .allMatch(
            rule ->
                !(rule instanceof AcceptanceRule.Fuzzy fuzzy) || fuzzy.divergence().ignoresToken());
  }

  /** Enters for good what was spent before a position, which is not before the round's start. */
  void finish(int position) {
    for (int level = 0; level < spent.length; level++) {
      for (int i = 0; i < position - roundStart; i++) {
        spent[level] += round[level][i];
        round[level][i] = 0;
      }
    }
  }

  /** What is left of the budget, between rounds; infinite without one. */
  double left() {
    return budget.isEmpty() ? Double.POSITIVE_INFINITY : budget.getAsDouble() - total();
  }

  /** What was spent, between rounds. */
  double total() {
    return Arrays.stream(spent).sum();
  }

  /** Whether a level's share allows it to spend δ at a position. */
  boolean allows(int level, int position, double deviation) {
    double sum = deviation;
    for (int i = 0; i < position - roundStart; i++) {
      sum += round[level][i];
    }
    return sum <= share;
  }

  /** Enters what a level spends at a position. */
  void enter(int level, int position, double deviation) {
    round[level][position - roundStart] = deviation;
  }

  /** Enters that a position holds a level's bonus token: none proposed it, so none spent on it. */
  void carry(int level, int position) {
    enter(level, position, 0);
    clearBelow(level, position);
  }

  /** Enters that what a level emits at a position does not depend on what lower levels did. */
  void clearBelow(int level, int position) {
    for (int i = 0; i < level; i++) {
      enter(i, position, 0);
    }
  }

  /** The certificate of what was committed; empty if a rule looked at drawn tokens. */
  Optional<Certificate> certificate() {
    return certifies
        ? Optional.of(new Certificate(total(), List.copyOf(Arrays.stream(spent).boxed().toList())))
        : Optional.empty();
  }

  /** What a level has spent, between rounds. */
  double spent(int level) {
    return spent[level];
  }
}
