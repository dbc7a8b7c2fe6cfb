package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Divergence;

/** When a verifier accepts a token that the level below proposed. */
public sealed interface AcceptanceRule {

  /**
   * Accepts with probability min(1, p(x)/q(x)) and draws the replacement from norm(max(0, p − q)),
   * which keeps the verifier's distribution exactly (Leviathan et al. 2023, Chen et al. 2023).
   */
  record Exact() implements AcceptanceRule {}

  /**
   * Accepts any token where the verifier's distribution is close to the proposer's (Fuzzy
   * Speculative Decoding, Holsman et al. 2025). <b>Lossy</b>: it changes what is generated, by an
   * amount that every response reports.
   *
   * @param divergence how closeness is measured
   * @param threshold accept where the divergence is at most this; 0 or more
   * @param onDivergence what happens where it is more
   */
  record Fuzzy(Divergence divergence, double threshold, OnDivergence onDivergence)
      implements AcceptanceRule {

    /** Checks the threshold. */
    public Fuzzy {
      if (!(threshold >= 0)) {
        throw new IllegalArgumentException(
            "threshold tau is " + threshold + ", expected 0 (exact) or more");
      }
    }
  }

  /**
   * Accepts the first proposals of a block unseen as long as the deviation budget allows, and
   * decides exactly about all others. <b>Lossy</b>, within the budget.
   *
   * <p>Why the first ones: an unseen acceptance costs δ = TV(p, q) and saves δ rejections, wherever
   * it is. But a rejection also throws away what comes after it in the block, so one that is saved
   * early is worth more: 1 + a₂ + a₂a₃ + … tokens, aᵢ being the acceptance at the positions that
   * follow.
   *
   * @param positions how many proposals of each block may be accepted unseen, at least 1
   */
  record Budgeted(int positions) implements AcceptanceRule {

    /** Checks the number. */
    public Budgeted {
      if (positions < 1) {
        throw new IllegalArgumentException("positions is " + positions + ", expected 1 or more");
      }
    }
  }

  /** What a fuzzy rule does where the distributions are too far apart. */
  enum OnDivergence {
    /** Decides by the exact rule, so that a threshold of 0 is lossless. */
    EXACT,
    /** Rejects outright and draws the replacement from p, as the published code of FSD does. */
    RESAMPLE
  }
}
