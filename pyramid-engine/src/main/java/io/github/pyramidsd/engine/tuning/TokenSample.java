package io.github.pyramidsd.engine.tuning;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.LogitProcessor;
import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Positions at which a model and some of its layers are compared. */
final class TokenSample {

  private static final int BATCH = 32; // positions of a pass
  private static final int MOST_LOGITS = 1 << 26; // 256 MB

  /** Is given the logits of a position. */
  private interface Row {
    void logits(int position, float[] logits, int offset);
  }

  private final List<int[]> sequences;
  private final int positions;
  private final int vocabulary;
  private final float[][] reference; // (position, vocabulary): the whole model's logits
  private final LogitProcessor processor;
  private final Prediction p;
  private final Prediction q;

  /** Takes as many positions as asked for, as there are, and as fit, and computes the logits. */
  TokenSample(LanguageModel model, List<int[]> all, TuningOptions options) {
    this.vocabulary = model.vocabulary().size();
    int most = Math.min(options.positions(), Math.max(1, MOST_LOGITS / vocabulary));
    this.sequences = cut(all, most);
    this.positions = sequences.stream().mapToInt(sequence -> sequence.length).sum();
    this.reference = new float[positions][];
    this.processor =
        new LogitProcessor(SamplingOptions.ofTemperature(options.temperature()), vocabulary);
    this.p = new Prediction(vocabulary, model.vocabularyKernels());
    this.q = new Prediction(vocabulary, model.vocabularyKernels());
    forward(
        model,
        positions,
        (i, logits, offset) ->
            reference[i] = Arrays.copyOfRange(logits, offset, offset + vocabulary));
  }

  private static List<int[]> cut(List<int[]> all, int most) {
    List<int[]> cut = new ArrayList<>();
    int left = most;
    for (int[] sequence : all) {
      int length = Math.min(left, sequence.length);
      if (length > 0) {
        cut.add(Arrays.copyOf(sequence, length));
        left -= length;
      }
    }
    return cut;
  }

  int positions() {
    return positions;
  }

  /**
   * α of a draft: the mean of 1 − TV(p, q). At temperature 0 both are one-hot, and it is how often
   * they are equal.
   *
   * @param count the mean is over so many of the positions, the first ones
   */
  double acceptance(LanguageModel draft, int count) {
    double[] sum = new double[1];
    forward(
        draft,
        count,
        (i, logits, offset) -> {
          processor.process(reference[i], 0, vocabulary, sequences.getFirst(), 0, p);
          processor.process(logits, offset, vocabulary, sequences.getFirst(), 0, q);
          sum[0] += 1 - Divergence.totalVariation(p.sampling(), q.sampling());
        });
    return sum[0] / count;
  }

  private void forward(LanguageModel model, int count, Row row) {
    int longest = sequences.stream().mapToInt(sequence -> sequence.length).max().orElseThrow();
    float[] logits = new float[Math.min(BATCH, longest) * vocabulary];
    try (Session session = model.newSession(longest)) {
      int done = 0;
      for (int[] sequence : sequences) {
        int end = Math.min(sequence.length, count - done);
        for (int from = 0; from < end; from += BATCH) {
          int to = Math.min(end, from + BATCH);
          session.append(sequence, from, to, to - from, logits);
          for (int i = from; i < to; i++) {
            row.logits(done + i, logits, (i - from) * vocabulary);
          }
        }
        done += Math.max(0, end);
        session.rewind(0);
      }
    }
  }
}
