package io.github.pyramidsd.decoding.sampling;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes predictions from logits, as {@link SamplingOptions} say. Used by one thread at a time; a
 * call allocates nothing.
 */
public final class LogitProcessor {

  private final SamplingOptions options;
  private final TopTokens top;

  /** Makes a processor for distributions over a vocabulary of a given size. */
  public LogitProcessor(SamplingOptions options, int vocabularySize) {
    this.options = options;
    this.top = new TopTokens(options.truncates() ? vocabularySize : 0);
  }

  /** Fills a prediction, without a constraint. */
  public void process(
      float[] logits, int offset, int count, int[] history, int historyLength, Prediction out) {
    process(logits, offset, count, history, historyLength, null, out);
  }

  /**
   * Fills a prediction.
   *
   * @param logits holds the row; bias, mask and penalty change it in place
   * @param offset where the row starts
   * @param count the model's vocabulary size, at most that of the prediction: tokens beyond it have
   *     probability 0
   * @param history the tokens before the predicted one
   * @param historyLength how many of them count
   * @param mask what a constraint says, if there is one; it allows one of these tokens
   */
  public void process(
      float[] logits,
      int offset,
      int count,
      int[] history,
      int historyLength,
      @Nullable TokenMask mask,
      Prediction out) {
    for (Map.Entry<Integer, Float> entry : options.bias().entrySet()) {
      if (entry.getKey() < count) {
        logits[offset + entry.getKey()] += entry.getValue();
      }
    }
    if (mask != null) {
      mask.apply(logits, offset, count);
    }
    penalize(logits, offset, count, history, historyLength);
    if (options.isGreedy()) {
      out.entropy = Softmax.of(logits, offset, count, 1, out.untempered);
      out.sampling.setOneHot(out.untempered.mostLikely());
      return;
    }
    out.entropy = Softmax.of(logits, offset, count, options.temperature(), out.sampling);
    if (options.temperature() != 1) {
      out.entropy = Softmax.of(logits, offset, count, 1, out.untempered);
    }
    if (options.truncates()) {
      top.keep(out.sampling, options);
    }
  }

  private void penalize(float[] logits, int offset, int count, int[] history, int length) {
    if (options.repeatPenalty() == 1) {
      return;
    }
    float penalty = (float) options.repeatPenalty();
    int start = Math.max(0, length - options.repeatWindow());
    for (int i = start; i < length; i++) {
      int token = history[i];
      if (token < count && firstIn(history, start, i)) {
        float logit = logits[offset + token];
        logits[offset + token] = logit > 0 ? logit / penalty : logit * penalty;
      }
    }
  }

  /** Whether the token at {@code i} does not occur in {@code [start, i)}. */
  private static boolean firstIn(int[] history, int start, int i) {
    for (int j = start; j < i; j++) {
      if (history[j] == history[i]) {
        return false;
      }
    }
    return true;
  }
}
