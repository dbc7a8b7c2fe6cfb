package io.github.pyramidsd.engine.synthetic;

/**
 * How often models of a family agree: mean acceptance rates α, each the sum over all tokens of the
 * lesser of two probabilities, from 0 to 1.
 *
 * @param targetDraft of the target with the draft as its proposer
 * @param targetQualifier of the target with the qualifier
 * @param qualifierDraft of the qualifier with the draft
 */
public record Agreement(double targetDraft, double targetQualifier, double qualifierDraft) {

  private static final double LEAST = 0.05;
  private static final double MOST = 0.95;

  /** Checks that all are from 0.05 to 0.95. */
  public Agreement {
    check(targetDraft);
    check(targetQualifier);
    check(qualifierDraft);
  }

  /** The same for all: neighbours disagree a fifth less than target and draft. */
  public static Agreement of(double targetDraft) {
    double neighbours = targetDraft + (1 - targetDraft) / 5;
    return new Agreement(targetDraft, neighbours, neighbours);
  }

  private static void check(double rate) {
    if (!(rate >= LEAST && rate <= MOST)) {
      throw new IllegalArgumentException(
          "agreement is " + rate + ", expected " + LEAST + " to " + MOST);
    }
  }
}
