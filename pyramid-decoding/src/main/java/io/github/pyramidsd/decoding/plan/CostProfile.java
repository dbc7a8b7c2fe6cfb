package io.github.pyramidsd.decoding.plan;

import java.util.List;

/**
 * What a planner learnt of one level, to be kept for the next run.
 *
 * @param level its name
 * @param passes what its passes cost
 * @param agreements how often it agrees with the levels below it
 */
public record CostProfile(String level, List<Pass> passes, List<Agreement> agreements) {

  /**
   * What a pass costs at the beginning of a context.
   *
   * @param tokens in the pass
   * @param seconds that it takes
   */
  public record Pass(int tokens, double seconds) {}

  /**
   * How often exact verification accepts.
   *
   * @param proposer the name of the level below
   * @param acceptance by place in the block, from the first
   * @param offered how often the level below has something to propose
   */
  public record Agreement(String proposer, List<Double> acceptance, double offered) {
    /** Copies the list. */
    public Agreement {
      acceptance = List.copyOf(acceptance);
    }
  }

  /** Copies the lists. */
  public CostProfile {
    passes = List.copyOf(passes);
    agreements = List.copyOf(agreements);
  }
}
