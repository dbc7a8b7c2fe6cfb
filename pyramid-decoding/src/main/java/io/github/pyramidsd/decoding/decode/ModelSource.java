package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Prediction;

/** Samples from one model, a token per forward pass: plain autoregressive decoding. */
final class ModelSource implements TokenSource {

  private final ModelContext context;
  private final DecodingRun run;

  ModelSource(ModelContext context, DecodingRun run) {
    this.context = context;
    this.run = run;
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
  }

  @Override
  public void append(int token) {
    context.append(token);
  }

  @Override
  public void rewind(int position) {
    context.rewind(position);
  }

  @Override
  public boolean canContinue() {
    return context.knowsAllTokens();
  }

  @Override
  public void prefill() {
    context.prefill();
  }

  @Override
  public void round(Block out, int limit) {
    long start = System.nanoTime();
    int forwarded = context.forward(1);
    Prediction prediction = out.next();
    context.predict(0, prediction);
    int token = run.randomness().draw(prediction.sampling());
    out.add(token, context.level());
    context.append(token);
    long nanos = context.statistics().finishRound(start, 0, 0, 0, 0, 1);
    run.tellOfPass(context, context.position() - 1 - forwarded, forwarded, nanos);
  }

  @Override
  public void close() {
    context.close();
  }
}
