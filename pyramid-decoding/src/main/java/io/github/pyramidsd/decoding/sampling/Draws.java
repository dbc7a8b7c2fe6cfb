package io.github.pyramidsd.decoding.sampling;

/**
 * Everything that is random in a response: which token is drawn at a position, and whether a
 * proposal is accepted there. Used by one thread at a time.
 *
 * <p>A position is the number of tokens before it in the context.
 */
public sealed interface Draws permits StreamedDraws, CoupledDraws {

  /** Draws a token. A token of probability 0 is never drawn. */
  int pick(Distribution p, long position);

  /**
   * Whether the exact rule accepts a proposal.
   *
   * @param p the verifier's distribution
   * @param q the proposer's
   * @param token drawn from q at this position
   */
  boolean accepts(Distribution p, Distribution q, int token, long position);

  /**
   * The token that takes the place of the proposal for which {@link #accepts} was just false.
   *
   * @param buffer is overwritten
   */
  int replace(Distribution p, Distribution q, Distribution buffer, long position);

  /**
   * Whether a token depends on the seed, the position and p alone, so that a verifier emits the
   * same token whatever was proposed.
   */
  boolean isCoupled();

  /** Draws that give the same text for a seed whatever speculates, see {@link CoupledDraws}. */
  static Draws coupled(long seed) {
    return new CoupledDraws(seed);
  }

  /**
   * The exact rule of speculative decoding (Leviathan et al. 2023), with these choices. It accepts
   * more than coupled draws do; what is drawn depends on what was proposed before.
   */
  static Draws streamed(Randomness randomness) {
    return new StreamedDraws(randomness);
  }

  /**
   * The exact rule's probability of acceptance, min(1, p(x)/q(x)). A fuzzy level below may emit a
   * token that its own distribution excludes, q(x) = 0; it is accepted unless p excludes it too.
   */
  static double acceptance(Distribution p, Distribution q, int token) {
    double own = p.probability(token);
    double proposed = q.probability(token);
    return own >= proposed ? (own > 0 ? 1 : 0) : own / proposed;
  }
}
