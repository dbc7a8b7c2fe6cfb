package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.LogitReader;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.sampling.LogSoftmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Scores sequences; all sums are in double precision. */
final class Scorer {

  private Scorer() {}

  /**
   * Scores a sequence in one context.
   *
   * @param ids at least one, at most as many as the model's context holds
   * @param top how many of the highest logits to keep for each position
   */
  static Score score(LanguageModel model, int[] ids, int top) {
    int vocabulary = model.vocabulary().size();
    List<Score.Position> positions = new ArrayList<>();
    double[] surprises = new double[ids.length - 1];
    try (Session session = model.newSession(ids.length)) {
      LogitReader.read(
          session,
          vocabulary,
          ids,
          0,
          (i, logits, offset) -> {
            LogSoftmax softmax = LogSoftmax.of(logits, offset, vocabulary);
            positions.add(
                new Score.Position(
                    softmax.logSumExp(), softmax.entropy(), top(logits, offset, vocabulary, top)));
            if (i + 1 < ids.length) {
              surprises[i] = softmax.surprise(logits[offset + ids[i + 1]]);
            }
          });
    }
    @Nullable Double mean =
        ids.length < 2 ? null : Arrays.stream(surprises).average().getAsDouble();
    double entropy =
        positions.stream().mapToDouble(Score.Position::entropy).average().getAsDouble();
    return new Score(
        Arrays.stream(ids).boxed().toList(),
        positions,
        mean == null ? null : Math.exp(mean),
        mean,
        entropy,
        surprises);
  }

  private static List<List<Number>> top(float[] logits, int row, int vocabulary, int count) {
    record Entry(int id, float logit) implements Comparable<Entry> {
      @Override
      public int compareTo(Entry other) { // the worse entry is the smaller one
        int byLogit = Float.compare(logit, other.logit);
        return byLogit != 0 ? byLogit : Integer.compare(other.id, id);
      }
    }
    PriorityQueue<Entry> best = new PriorityQueue<>();
    for (int id = 0; id < vocabulary; id++) {
      float logit = logits[row + id];
      if (best.size() < count) {
        best.add(new Entry(id, logit));
      } else if (count > 0 && logit > best.element().logit()) {
        best.remove();
        best.add(new Entry(id, logit));
      }
    }
    List<List<Number>> sorted = new ArrayList<>();
    while (!best.isEmpty()) {
      Entry entry = best.remove();
      sorted.add(List.of(entry.id(), entry.logit()));
    }
    return sorted.reversed();
  }
}
