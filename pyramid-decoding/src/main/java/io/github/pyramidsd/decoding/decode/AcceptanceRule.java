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

  /** What a fuzzy rule does where the distributions are too far apart. */
  enum OnDivergence {
    /** Decides by the exact rule, so that a threshold of 0 is lossless. */
    EXACT,
    /** Rejects outright and draws the replacement from p, as the published code of FSD does. */
    RESAMPLE
  }
}
