package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Distribution;
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

  VerifiedSource(
      ModelContext context, TokenSource below, Pyramid.Verification by, DecodingRun run) {
    this.context = context;
    this.below = below;
    this.verifier = new Verifier(by.rule(), context.level(), run);
    this.blockLength = by.blockLength();
    this.stopRule = by.stopRule();
    this.run = run;
    this.block = new Block(run);
  }

  @Override
  public void round(Block out, int limit) {
    int base = context.position();
    drawBlock(Math.min(blockLength, limit - 1));

    long start = System.nanoTime();
    for (int i = 0; i < block.size(); i++) {
      context.append(block.token(i));
    }
    context.forward(block.size() + 1);

    int accepted = 0;
    boolean ended = false;
    Verdict verdict = Verdict.ACCEPT;
    while (accepted < block.size() && verdict == Verdict.ACCEPT && !ended) {
      Prediction p = out.next();
      context.predict(accepted, p);
      int token = block.token(accepted);
      verdict = verifier.verify(p, block.prediction(accepted), token, base + accepted);
      if (verdict == Verdict.ACCEPT) {
        out.add(token, block.origin(accepted));
        accepted++;
        ended = run.endsResponse(token);
      }
    }

    context.rewind(base + accepted);
    below.rewind(base + accepted);
    if (!ended) {
      emitOwn(out, verdict, accepted);
    }
    int replaced = verdict == Verdict.ACCEPT ? 0 : 1;
    int bonus = ended ? 0 : 1 - replaced;
    context
        .statistics()
        .finishRound(start, block.size(), accepted, replaced, bonus, accepted + replaced + bonus);
  }

  /** Fills the block with proposals from below; it stays empty where only one token is wanted. */
  private void drawBlock(int length) {
    block.clear();
    while (block.size() < length && below.canContinue()) {
      below.round(block, length - block.size());
      int last = block.size() - 1;
      if (run.endsResponse(block.token(last))
          || stopRule.stops(block.size(), block.prediction(last))) {
        break;
      }
    }
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
