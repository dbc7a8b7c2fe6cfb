package io.github.pyramidsd.decoding.sampling;

/**
 * How far a verifier's distribution p is from the proposer's q.
 *
 * <p>The first three depend on the distributions alone. Beware of thresholds from the paper on
 * Fuzzy Speculative Decoding (arXiv 2502.20704): its published code averages KL(m‖p) and KL(m‖q)
 * under the name of JS, and takes KL the other way round.
 */
public enum Divergence {

  /** ½·Σ|p − q|, in [0, 1]: what exact verification would reject. */
  TOTAL_VARIATION("tv") {
    @Override
    public double between(Distribution p, Distribution q, int token) {
      return totalVariation(p, q);
    }
  },

  /** The mean of KL(p‖m) and KL(q‖m) with m = (p + q)/2, to base 2, in [0, 1]. */
  JENSEN_SHANNON("js") {
    @Override
    public double between(Distribution p, Distribution q, int token) {
      double sum =
          p.sum(
              (by, from, to, sums) -> by.addJensenShannon(p.values(), q.values(), from, to, sums));
      return Math.clamp(0.5 * sum / Math.log(2), 0, 1);
    }
  },

  /** KL(p‖q) in nats; infinite where q is 0 and p is not. */
  KULLBACK_LEIBLER("kl") {
    @Override
    public double between(Distribution p, Distribution q, int token) {
      double sum =
          p.sum(
              (by, from, to, sums) ->
                  by.addKullbackLeibler(p.values(), q.values(), from, to, sums));
      return Math.max(0, sum);
    }
  },

  /**
   * |p(x) − q(x)| of the proposed token x, in [0, 1]. It depends on the token that was drawn, so
   * what it lets through carries no certificate.
   */
  DRAFT_TOKEN("draft-token") {
    @Override
    public double between(Distribution p, Distribution q, int token) {
      return Math.abs((double) p.probability(token) - q.probability(token));
    }
  };

  private final String label;

  Divergence(String label) {
    this.label = label;
  }

  /** The name on the command line. */
  public String label() {
    return label;
  }

  /** Whether the value depends on the distributions alone, so that a certificate can be given. */
  public boolean ignoresToken() {
    return this != DRAFT_TOKEN;
  }

  /**
   * Measures how far p is from q.
   *
   * @param p the verifier's distribution
   * @param q the proposer's, over the same vocabulary
   * @param token the proposed token
   */
  public abstract double between(Distribution p, Distribution q, int token);

  /**
   * 1 − TV(p, q), which is Σ min(p, q): what exact verification accepts of q's tokens on average.
   * It takes no longer than there are tokens that q knows.
   */
  public static double agreement(Distribution p, Distribution q) {
    return q.isSparse() ? q.overlap(p) : 1 - totalVariation(p, q);
  }

  /** ½·Σ|p − q|, in [0, 1]. */
  public static double totalVariation(Distribution p, Distribution q) {
    double sum =
        p.sum((by, from, to, sums) -> by.addDistances(p.values(), q.values(), from, to, sums));
    return Math.min(1, 0.5 * sum);
  }
}
