package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.Prediction;

/**
 * Applies one level's acceptance rule, position by position, and enters what a fuzzy acceptance
 * costs in the ledger.
 */
final class Verifier {

  private final AcceptanceRule rule;
  private final int level;
  private final DecodingRun run;
  private final LevelStatistics statistics;
  private final Distribution residual;

  /**
   * Prepares for a level.
   *
   * @param residual a buffer
   */
  Verifier(
      AcceptanceRule rule,
      int level,
      DecodingRun run,
      LevelStatistics statistics,
      Distribution residual) {
    this.rule = rule;
    this.level = level;
    this.run = run;
    this.statistics = statistics;
    this.residual = residual;
  }

  /**
   * Decides about a proposal.
   *
   * @param p what this level predicts
   * @param q what the level that proposed the token predicted
   * @param position of the token in the context
   * @param index of the token in its block, from 0
   */
  Verdict verify(Prediction p, Prediction q, int token, int position, int index) {
    boolean unseen =
        switch (rule) {
          case AcceptanceRule.Exact() -> false;
          case AcceptanceRule.Budgeted(int positions) -> index < positions;
          case AcceptanceRule.Fuzzy fuzzy ->
              divergence(fuzzy.divergence(), p, q, token) <= fuzzy.threshold();
        };
    double acceptance = acceptance(p.sampling(), q.sampling(), token);
    if (unseen) {
      double deviation = deviation(p, q, token);
      if (run.ledger().allows(level, position, deviation)) {
        run.ledger().enter(level, position, deviation);
        statistics.countSaved(1 - acceptance);
        return Verdict.ACCEPT;
      }
    }
    run.ledger().enter(level, position, 0);
    if (!unseen && resamples()) {
      return Verdict.REPLACE_FROM_OWN;
    }
    return run.randomness().chance(acceptance) ? Verdict.ACCEPT : Verdict.REPLACE_FROM_RESIDUAL;
  }

  private boolean resamples() {
    return rule instanceof AcceptanceRule.Fuzzy fuzzy
        && fuzzy.onDivergence() == AcceptanceRule.OnDivergence.RESAMPLE;
  }

  /** Returns norm(max(0, p − q)), in a buffer that the next call reuses. */
  Distribution residual(Prediction p, Prediction q) {
    residual.setResidual(p.sampling(), q.sampling());
    return residual;
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

  /**
   * At temperature 0 the sampling distributions are one-hot, so the ones behind them are compared.
   */
  private double divergence(Divergence divergence, Prediction p, Prediction q, int token) {
    return run.isGreedy()
        ? divergence.between(p.untempered(), q.untempered(), token)
        : divergence.between(p.sampling(), q.sampling(), token);
  }

  /**
   * What accepting the token unseen may change in the law of the response. At temperature 0 the
   * target decides alone, by whether the token is its own choice.
   */
  private double deviation(Prediction p, Prediction q, int token) {
    if (!run.isGreedy()) {
      return Divergence.totalVariation(p.sampling(), q.sampling());
    }
    return run.ledger().isTop(level) ? 1 - p.sampling().probability(token) : 0;
  }
}
