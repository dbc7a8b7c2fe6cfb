package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Divergence;
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
final class VerifiedSource implements TokenSource {

  private final ModelContext context;
  private final TokenSource below;
  private final Verifier verifier;
  private final int blockLength;
  private final StopRule stopRule;
  private final DecodingRun run;
  private final Block block;

  /**
   * Stacks a level on a source.
   *
   * @param context of the level's model
   * @param below what proposes
   * @param stage how it verifies
   */
  VerifiedSource(
      ModelContext context, TokenSource below, Composition.Stage stage, DecodingRun run) {
    this.context = context;
    this.below = below;
    this.verifier =
        new Verifier(stage.rule(), context.level(), run, context.statistics(), context.residual());
    this.blockLength = stage.blockLength();
    this.stopRule = stage.stopRule();
    this.run = run;
    this.block = context.block();
  }

  @Override
  public void round(Block out, int limit) {
    int base = context.position();
    boolean exhausted = drawBlock(Math.min(blockLength, limit - 1));

    long start = System.nanoTime();
    for (int i = 0; i < block.size(); i++) {
      context.append(block.token(i));
    }
    int forwarded = context.forward(block.size() + 1);

    int accepted = 0;
    boolean ended = false;
    Verdict verdict = Verdict.ACCEPT;
    while (accepted < block.size() && verdict == Verdict.ACCEPT && !ended) {
      Prediction p = out.next();
      context.predict(accepted, p);
      int token = block.token(accepted);
      Prediction q = block.prediction(accepted);
      observe(p, q, accepted);
      verdict = verifier.verify(p, q, token, base + accepted, accepted);
      if (verdict == Verdict.ACCEPT) {
        out.add(token, block.origin(accepted));
        accepted++;
        ended = run.endsResponse(token);
      }
    }

    if (exhausted && accepted == block.size()) {
      run.schedule().onExhausted(context.level(), below.level(), accepted);
    }
    context.rewind(base + accepted);
    below.rewind(base + accepted);
    if (!ended) {
      emitOwn(out, verdict, accepted);
    }
    int replaced = verdict == Verdict.ACCEPT ? 0 : 1;
    int bonus = ended ? 0 : 1 - replaced;
    below.statistics().countProposals(block.size(), accepted);
    long nanos =
        context
            .statistics()
            .finishRound(
                start, block.size(), accepted, replaced, bonus, accepted + replaced + bonus);
    run.tellOfPass(context, base + block.size() - forwarded, forwarded, nanos);
  }

  private void observe(Prediction p, Prediction q, int index) {
    if (run.schedule().watchesAgreement()) {
      double agreement = Divergence.agreement(p.sampling(), q.sampling());
      run.schedule().onVerified(context.level(), below.level(), index, agreement, q.entropy());
    }
  }

  /**
   * Fills the block with proposals from below; it stays empty where only one token is wanted.
   *
   * @return whether there was nothing more to propose
   */
  private boolean drawBlock(int length) {
    block.clear();
    while (block.size() < length) {
      if (!below.canContinue()) {
        return true;
      }
      int drawn = block.size();
      below.round(block, length - drawn);
      if (run.endsResponse(block.token(block.size() - 1)) || stops(drawn)) {
        return false;
      }
    }
    return false;
  }

  /** Whether the rule would stop at any of the proposals that were drawn last. */
  private boolean stops(int first) {
    boolean stops = false;
    for (int i = first; i < block.size(); i++) {
      stops |= stopRule.stops(i + 1, block.prediction(i));
    }
    return stops;
  }

  /** Draws this level's own token: in place of the rejected proposal, or after the whole block. */
  private void emitOwn(Block out, Verdict verdict, int accepted) {
    Prediction p = out.next();
    Distribution from = p.sampling();
    switch (verdict) {
      case ACCEPT -> {
        context.predict(accepted, p);
        run.ledger().carry(context.level(), context.position());
      }
      case REPLACE_FROM_RESIDUAL -> from = verifier.residual(p, block.prediction(accepted));
      case REPLACE_FROM_OWN -> {}
    }
    int token = run.randomness().draw(from);
    out.add(token, context.level());
    append(token);
  }

  @Override
  public int level() {
    return context.level();
  }

  @Override
  public LevelStatistics statistics() {
    return context.statistics();
  }

  @Override
  public int position() {
    return context.position();
  }

  @Override
  public void append(int[] tokens, int from, int to) {
    context.append(tokens, from, to);
    below.append(tokens, from, to);
  }

  @Override
  public void append(int token) {
    context.append(token);
    below.append(token);
  }

  @Override
  public void rewind(int position) {
    context.rewind(position);
    below.rewind(position);
  }

  @Override
  public boolean canContinue() {
    return context.knowsAllTokens();
  }

  @Override
  public void prefill() {
    below.prefill();
    context.prefill();
  }

  @Override
  public void close() {
    try (below) {
      context.close();
    }
  }
}
