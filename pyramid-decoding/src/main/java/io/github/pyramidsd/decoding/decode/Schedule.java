package io.github.pyramidsd.decoding.decode;

/**
 * Decides before each round of the target which levels make it, while one response is generated,
 * and hears what came of it.
 *
 * <p>Whatever it decides by is past when the round begins, so it may decide by anything, the clock
 * included, and exact rules stay exact. What it must not do is to let a token that is drawn in the
 * round have a say in its own fate; {@link StopRule} and {@link AcceptanceRule} see to that. With a
 * seed and a deviation budget it must decide once, before the first round: a rejected draft has
 * shown the noise of later positions.
 *
 * <p>Used by the thread that generates.
 */
public interface Schedule {

  /** Makes the schedules of one decoder's responses. Used by several threads. */
  @FunctionalInterface
  interface Factory {

    /** A schedule for one response. */
    Schedule begin(GenerateOptions options);
  }

  /** How far a response is when a round begins. */
  interface Progress {

    /** The number of tokens in the context. */
    int position();

    /** How many tokens may still be committed. */
    int room();

    /** What may still be spent of the deviation budget; infinite if there is none. */
    double budgetLeft();

    /** How many tokens of the context a level has yet to forward; 0 for one without a model. */
    int backlog(int level);

    /** Whether a level's context is full, so that rounds go on without it. */
    boolean full(int level);
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

      @Override
      public boolean compares() {
        return false;
      }
    };
  }

  /**
   * Whether a level reads the prompt with the others. One that does not reads all that it missed
   * when it is used first. Asked of each level below the target, before all else.
   *
   * @param promptTokens how many tokens of the context it has not read
   */
  boolean reads(int level, int promptTokens);

  /**
   * What makes the next round. Its top is the target. Levels whose context is full are left out.
   */
  Composition next(Progress progress);

  /**
   * Which levels to probe before the next round: they forward what they missed in one pass, and
   * what they predict is compared with what the target predicted at the tokens committed last.
   *
   * @param recorded at how many of them the target's predictions are still known, more than 0
   */
  default int[] probes(Progress progress, int recorded) {
    return new int[0];
  }

  /** At how many of the tokens committed last to keep the target's predictions for a probe. */
  default int recorded() {
    return 0;
  }

  /** Whether rounds compare distributions; it costs a sum over the vocabulary for each proposal. */
  default boolean compares() {
    return true;
  }

  /** Hears of every round and probe and of the prompt. */
  default void record(RoundRecord record) {}
}
