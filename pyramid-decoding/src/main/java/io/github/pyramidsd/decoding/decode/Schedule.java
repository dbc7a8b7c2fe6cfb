package io.github.pyramidsd.decoding.decode;

/**
 * Decides before each round of the target which levels make it, while one response is generated,
 * and hears what came of it.
 *
 * <p>Whatever it decides by is past when the round begins, so it may decide by anything, the clock
 * included, and exact rules stay exact. What it must not do is to let a token that is drawn in the
 * round have a say in its own fate; {@link StopRule} and {@link AcceptanceRule} see to that.
 *
 * <p>Used by the thread that generates.
 */
public interface Schedule {

  /** How far a response is when a round begins. */
  interface Progress {
    /** The number of tokens in the context, prompt included. */
    int position();

    /** How many tokens may still be committed. */
    int room();

    /** What may still be spent of the deviation budget; infinite if there is none. */
    double budgetLeft();

    /** How many tokens of the context a level has yet to forward; 0 for one without a model. */
    int backlog(int level);
  }

  /** Always the same composition. */
  static Schedule of(Composition composition) {
    return new Schedule() {
      @Override
      public boolean reads(int level, int promptTokens) {
        return composition.uses(level);
      }

      @Override
      public Composition next(Progress progress) {
        return composition;
      }
    };
  }

  /**
   * Whether a level reads the prompt with the others. One that does not reads all that it missed
   * when it is used first. Asked of each level below the target, before all else.
   *
   * @param promptTokens the prompt's length
   */
  boolean reads(int level, int promptTokens);

  /** What makes the next round. Its top is the pyramid's target. */
  Composition next(Progress progress);

  /**
   * Which levels to probe before the next round: they forward what they missed in one pass, and
   * what they predict is compared with what the target predicted at the tokens committed last.
   *
   * @param recorded at how many of them the target's predictions are still known
   */
  default int[] probes(Progress progress, int recorded) {
    return new int[0];
  }

  /** Whether to keep the target's predictions of the next round for a probe. */
  default boolean records() {
    return false;
  }

  /** Whether {@link #onVerified} wants to be called; it costs a sum over the vocabulary. */
  default boolean watchesAgreement() {
    return false;
  }

  /**
   * A level made a pass and decided about what it was given.
   *
   * @param position how many tokens came before those that it forwarded
   * @param tokens how many it forwarded
   * @param nanos the time of the pass and the decisions
   */
  default void onPass(int level, int position, int tokens, long nanos) {}

  /**
   * A level verified a proposal.
   *
   * @param proposer the level that proposed it
   * @param index the proposal's place in its block, from 0; all before it were accepted
   * @param agreement 1 − TV of the two distributions: what exact verification accepts on average
   * @param entropy of the proposer's prediction, in nats
   */
  default void onVerified(int level, int proposer, int index, double agreement, double entropy) {}

  /**
   * A level would have verified more, but the one below had nothing to propose.
   *
   * @param index the place in the block, from 0; all proposals before it were accepted
   */
  default void onExhausted(int level, int proposer, int index) {}

  /**
   * Two levels were compared at the tokens committed last, in order.
   *
   * @param agreement 1 − TV at each, or NaN where the proposer had nothing to propose
   * @param kept min(p, q)/t of the committed token at each, t being the target's probability: how
   *     likely it was to be proposed and accepted, beside how likely to be committed
   * @param entropy of the proposer's prediction at each, in nats
   */
  default void onProbed(
      int level, int proposer, double[] agreement, double[] kept, double[] entropy) {}

  /**
   * A round of the target is over.
   *
   * @param tokens how many it committed
   * @param nanos the time since the last round was over
   * @param spent what it spent of the deviation budget
   */
  default void onRound(int tokens, long nanos, double spent) {}
}
