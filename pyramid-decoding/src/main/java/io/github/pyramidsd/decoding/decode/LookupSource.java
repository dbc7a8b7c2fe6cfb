package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.WeightProcessor;

/**
 * A draft without a model: proposes what followed the last tokens where they occurred before, in
 * the prompt or the response. It pays where texts repeat themselves: summaries, edits, code.
 *
 * <p>What it draws from is a distribution like any other and a function of the context alone: the
 * tokens that followed, by the weights of {@link NgramIndex}. So exact verification keeps exactness
 * at every temperature.
 *
 * <p>All it proposes is in the context, so whichever level could read that knows the token.
 */
final class LookupSource implements TokenSource {

  private final int level;
  private final LevelStatistics statistics;
  private final DecodingRun run;
  private final NgramIndex index;
  private final WeightProcessor processor;

  LookupSource(int level, LevelStatistics statistics, int contextLength, DecodingRun run) {
    this.level = level;
    this.statistics = statistics;
    this.run = run;
    this.index = new NgramIndex(contextLength);
    this.processor = new WeightProcessor(run.sampling(), NgramIndex.CANDIDATES);
  }

  @Override
  public int level() {
    return level;
  }

  @Override
  public LevelStatistics statistics() {
    return statistics;
  }

  /**
   * How many tokens the end of the context shares with the earlier occurrence that shares the most,
   * up to {@value NgramIndex#LONGEST_MATCH}; 0 if there is no proposal.
   */
  int matchLength() {
    return index.matchLength();
  }

  /** Fills in what the next proposal would be drawn from; returns false if there is none. */
  boolean predict(Prediction out) {
    if (!canContinue()) {
      return false;
    }
    processor.process(index.continuations(), index.weights(), index.size(), out);
    return true;
  }

  @Override
  public int position() {
    return index.length();
  }

  @Override
  public void append(int[] tokens, int from, int to) {
    for (int i = from; i < to; i++) {
      index.append(tokens[i]);
    }
  }

  @Override
  public void append(int token) {
    index.append(token);
  }

  @Override
  public void rewind(int position) {
    index.rewind(position);
  }

  /** Whether the end of the context occurred before. */
  @Override
  public boolean canContinue() {
    return index.matchLength() > 0;
  }

  /** Does nothing: there is no pass to make. */
  @Override
  public void prefill() {}

  /**
   * Emits one token.
   *
   * @throws IllegalStateException if there is no proposal
   */
  @Override
  public void round(Block out, int limit) {
    long start = System.nanoTime();
    Prediction prediction = out.next();
    if (!predict(prediction)) {
      throw new IllegalStateException("nothing in the context continues it: ask canContinue first");
    }
    statistics.countPrediction(prediction.entropy());
    int token = run.randomness().draw(prediction.sampling());
    out.add(token, level);
    index.append(token);
    statistics.finishRound(start, 0, 0, 0, 0, 1);
  }

  /** Does nothing: there is no session to close. */
  @Override
  public void close() {}
}
