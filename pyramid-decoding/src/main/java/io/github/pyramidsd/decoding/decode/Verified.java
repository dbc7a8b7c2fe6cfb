package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.Draws;
import io.github.pyramidsd.decoding.sampling.Prediction;

/**
 * Draws blocks from the source below it, verifies each with its own model in one pass, and emits
 * the accepted proposals and then a replacement or a bonus token: speculative decoding, and by
 * stacking it on itself the pyramid (Byun et al. 2025, arXiv 2510.12966).
 *
 * <p>Why stacking loses nothing: with the exact rule, what this source emits is distributed as
 * samples of its own model given their prefix, and where its rounds end depends on the past alone.
 * So the level above may take them as this model's proposals and verify them exactly in turn.
 */
final class Verified implements TokenSource {

  private final Level level;
  private final TokenSource below;
  private final Composition.Stage stage;
  private final Levels levels;

  Verified(Level level, TokenSource below, Composition.Stage stage, Levels levels) {
    this.level = level;
    this.below = below;
    this.stage = stage;
    this.levels = levels;
  }

  @Override
  public int level() {
    return level.index();
  }

  @Override
  public boolean round(Block out, int most) {
    if (!level.knowsAllTokens()) {
      return false;
    }
    Run run = levels.run();
    Block block = level.block();
    int base = levels.tokens().length();
    boolean exhausted = drawBlock(block, Math.min(stage.blockLength(), most - 1));
    long start = level.startClock();
    int forwarded = level.forward(block.size() + 1);
    int accepted = 0;
    int replaced = 0;
    int bonus = 0;
    int own = -1;
    boolean ended = false;
    while (own < 0 && !ended) {
      Prediction p = out.next();
      int position = base + accepted;
      if (!level.predict(accepted, p)) {
        break; // no token is allowed here
      }
      if (accepted == block.size()) {
        bonus = 1;
        own = run.draws().pick(p.sampling(), position);
        run.ledger().carry(level.index(), position);
      } else {
        Prediction q = block.prediction(accepted);
        int token = block.token(accepted);
        compare(p, q, accepted);
        own = verify(p, q, token, position, accepted);
        replaced = own < 0 ? 0 : 1;
      }
      out.add(own < 0 ? block.token(accepted) : own, own < 0 ? block.origin(accepted) : level());
      levels.keepLogProbabilities(level(), accepted, out);
      if (own < 0) {
        ended = run.endsResponse(block.token(accepted));
        accepted++;
      }
    }
    if (exhausted && accepted == block.size()) {
      run.record().addComparison(level(), below.level(), accepted + 1, Double.NaN);
    }
    levels.takeBack(base + accepted);
    if (own >= 0) {
      levels.tokens().append(own);
    }
    long nanos = level.nanosSince(start);
    run.counts(below.level()).addProposals(block.size(), accepted);
    run.counts(level())
        .addRound(block.size(), accepted, replaced, bonus, accepted + replaced + bonus, nanos);
    run.countPass(level(), base + block.size() - forwarded, forwarded, nanos);
    return accepted + replaced + bonus > 0;
  }

  /**
   * Fills the block with proposals from below; it stays empty where only one token is wanted.
   *
   * @return whether there was nothing more to propose
   */
  private boolean drawBlock(Block block, int length) {
    block.clear();
    while (block.size() < length) {
      int drawn = block.size();
      if (!below.round(block, length - drawn)) {
        return true;
      }
      if (levels.run().endsResponse(block.token(block.size() - 1)) || stops(block, drawn)) {
        return false;
      }
    }
    return false;
  }

  /** Whether the rule would stop at any of the proposals that were drawn last. */
  private boolean stops(Block block, int first) {
    boolean stops = false;
    for (int i = first; i < block.size(); i++) {
      stops |= stage.stopRule().stops(i + 1, block.prediction(i));
    }
    return stops;
  }

  private void compare(Prediction p, Prediction q, int index) {
    if (levels.run().compares()) {
      levels
          .run()
          .record()
          .addComparison(
              level(), below.level(), index + 1, Divergence.agreement(p.sampling(), q.sampling()));
    }
  }

  /**
   * Decides about a proposal by the stage's rule and enters what an acceptance without looking
   * costs.
   *
   * @param p what this level predicts
   * @param q what the level that proposed the token predicted
   * @param index of the token in its block, from 0
   * @return -1 if it is accepted, otherwise the token that takes its place
   */
  private int verify(Prediction p, Prediction q, int token, int position, int index) {
    Run run = levels.run();
    DeviationLedger ledger = run.ledger();
    boolean unseen =
        switch (stage.rule()) {
          case AcceptanceRule.Exact() -> false;
          case AcceptanceRule.Budgeted(int positions) -> index < positions;
          case AcceptanceRule.Fuzzy fuzzy ->
              divergence(fuzzy.divergence(), p, q, token) <= fuzzy.threshold();
        };
    if (unseen) {
      double deviation = deviation(p, q, token);
      if (ledger.allows(level(), position, deviation)) {
        ledger.enter(level(), position, deviation);
        run.counts(level()).addSaved(1 - Draws.acceptance(p.sampling(), q.sampling(), token));
        return -1;
      }
    }
    ledger.enter(level(), position, 0);
    Distribution own = p.sampling();
    if (run.draws().isCoupled()) {
      ledger.clearBelow(level(), position); // its own pick does not depend on what was proposed
    } else if (!unseen && resamples()) {
      return run.draws().pick(own, position);
    }
    return run.draws().accepts(own, q.sampling(), token, position)
        ? -1
        : run.draws().replace(own, q.sampling(), level.residual(), position);
  }

  private boolean resamples() {
    return stage.rule() instanceof AcceptanceRule.Fuzzy fuzzy
        && fuzzy.onDivergence() == AcceptanceRule.OnDivergence.RESAMPLE;
  }

  /**
   * At temperature 0 the sampling distributions are one-hot, so the ones behind them are compared.
   */
  private double divergence(Divergence divergence, Prediction p, Prediction q, int token) {
    return levels.run().isGreedy()
        ? divergence.between(p.untempered(), q.untempered(), token)
        : divergence.between(p.sampling(), q.sampling(), token);
  }

  /**
   * What accepting the token unseen may change in the law of the response. At temperature 0 the
   * target decides alone, by whether the token is its own choice.
   */
  private double deviation(Prediction p, Prediction q, int token) {
    if (!levels.run().isGreedy()) {
      return Divergence.totalVariation(p.sampling(), q.sampling());
    }
    return levels.isTarget(level()) ? 1 - p.sampling().probability(token) : 0;
  }
}
