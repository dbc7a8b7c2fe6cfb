package io.github.pyramidsd.decoding.sampling;

/**
 * Draws that are a function of the seed, the position and the distribution alone: the token of a
 * position is the argmax over t of log p(t) + g(seed, position, t), g being standard Gumbel noise
 * from a counter-based hash, which has law p. All levels see the same noise at a position, and a
 * proposal is accepted iff it is the verifier's own pick (Daliri, Musco and Suresh 2024, "Coupling
 * without communication and drafter-invariant speculative decoding").
 *
 * <p>So a seed gives the same text for every draft, composition and plan, at any temperature. A
 * proposal is accepted with probability Σ 1/Σ max(p(s)/p(t), q(s)/q(t)), which is between (1 −
 * TV)/(1 + TV) and 1 − TV.
 *
 * <p>The argmax is computed as the argmin of −ln u(t) / p(t) with u uniform in (0, 1): the same,
 * with one logarithm instead of three. That form is the definition ({@link #VERSION}). Products,
 * quotients and {@link Logarithm} give the same bits on every machine, so the token does too.
 */
public final class CoupledDraws implements Draws {

  /** Names the formula. It is part of the fingerprint of everything that was made with a seed. */
  public static final String VERSION = "gumbel-1";

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** 1 − u is at least this, and so is −ln u. */
  private static final double SMALLEST = 0x1p-53;

  /** Covers the rounding of a few operations where a logarithm is saved. */
  private static final double MARGIN = 1 + 1e-9;

  private final long seed;
  private int lastPick;

  CoupledDraws(long seed) {
    this.seed = seed;
  }

  /**
   * The seed of another stream of one request, for responses that are to differ; stream 0 is the
   * seed itself.
   */
  public static long stream(long seed, int stream) {
    return stream == 0 ? seed : mix(seed + GOLDEN * stream);
  }

  @Override
  public int pick(Distribution p, long position) {
    long key = mix(mix(seed + GOLDEN) + GOLDEN * (position + 1));
    int best = p.mostLikely();
    double least = -Logarithm.ln(uniform(key, best)) / p.probability(best);
    for (int i = 0; i < p.count(); i++) {
      int id = p.id(i);
      double limit = least * p.probability(id) * MARGIN;
      if (limit < SMALLEST || id == best) {
        continue; // even the largest u would not win
      }
      double u = uniform(key, id);
      if (1 - u > limit) {
        continue; // −ln u ≥ 1 − u
      }
      double time = -Logarithm.ln(u) / p.probability(id);
      if (time < least || (time == least && id < best)) {
        least = time;
        best = id;
      }
    }
    return best;
  }

  @Override
  public boolean accepts(Distribution p, Distribution q, int token, long position) {
    lastPick = pick(p, position);
    return lastPick == token;
  }

  @Override
  public int replace(Distribution p, Distribution q, Distribution buffer, long position) {
    return lastPick;
  }

  @Override
  public boolean isCoupled() {
    return true;
  }

  /** An odd multiple of 2^-53 in (0, 1), which is never 0 and never rounds to 1. */
  private static double uniform(long key, int id) {
    return ((mix(key + GOLDEN * (id + 1L)) >>> 11) | 1) * 0x1p-53;
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea and Flood 2014; constants of Stafford's variant 13).
   */
  private static long mix(long z) {
    long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
    return b ^ b >>> 31;
  }
}
