package io.github.pyramidsd.engine.tuning;

/** Hears how far tuning is; on the thread that tunes. */
@FunctionalInterface
public interface TuningListener {

  /**
   * A subset has been evaluated.
   *
   * @param evaluations how many so far
   * @param of how many there will be if the time suffices
   * @param best so far
   */
  void evaluated(int evaluations, int of, LayerChoice best);
}
