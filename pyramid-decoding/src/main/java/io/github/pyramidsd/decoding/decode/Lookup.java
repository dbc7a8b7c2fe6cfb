package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.TokenMask;
import io.github.pyramidsd.decoding.sampling.WeightProcessor;
import org.jspecify.annotations.Nullable;

/**
 * A draft without a model: proposes what followed the last tokens where they occurred before in the
 * context. It pays where texts repeat themselves: summaries, edits, code.
 *
 * <p>What it proposes is a distribution like any other and a function of the context alone: the
 * tokens that followed, by the weights of {@link NgramIndex}. So exact verification keeps exactness
 * at every temperature. All it proposes is in the context, so every level that could read that
 * knows the token.
 */
final class Lookup implements Drafter {

  private final int index;
  private final Tokens tokens;
  private final NgramIndex ngrams = new NgramIndex();
  private final int[] allowed = new int[NgramIndex.CANDIDATES];
  private final double[] weights = new double[NgramIndex.CANDIDATES];
  private @Nullable Run run;
  private @Nullable WeightProcessor processor;

  Lookup(int index, Tokens tokens) {
    this.index = index;
    this.tokens = tokens;
  }

  /** Works for a response from now on. */
  void begin(Run newRun) {
    run = newRun;
    processor = new WeightProcessor(newRun.options().sampling(), NgramIndex.CANDIDATES);
  }

  @Override
  public boolean predict(Prediction out) {
    return predict(tokens.length(), out);
  }

  /** Predicts what follows the first tokens of the context, of which no fewer were seen before. */
  boolean predict(int length, Prediction out) {
    if (run == null || processor == null) {
      throw new IllegalStateException("no response has begun");
    }
    while (ngrams.length() < length) {
      ngrams.append(tokens.get(ngrams.length()));
    }
    TokenMask mask = run.mask(length);
    int size = 0;
    for (int i = 0; i < ngrams.size(); i++) {
      int id = ngrams.continuations()[i];
      if (mask == null || mask.allows(id)) {
        allowed[size] = id;
        weights[size++] = ngrams.weights()[i];
      }
    }
    if (size == 0) {
      return false;
    }
    processor.process(allowed, weights, size, out);
    run.countPrediction(index, out.entropy());
    return true;
  }

  @Override
  public void takeBack(int length) {
    ngrams.rewind(length);
  }

  /** Does nothing: there is no session to close. */
  @Override
  public void close() {}
}
