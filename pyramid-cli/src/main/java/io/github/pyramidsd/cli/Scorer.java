package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Scores sequences; all sums are in double precision. */
final class Scorer {

  private static final int MOST_LOGITS = 1 << 22; // 16 MB
  private static final int MOST_ROWS = 128;

  private Scorer() {}

  /**
   * Scores a sequence in one context.
   *
   * @param ids at least one, at most as many as the model's context holds
   * @param top how many of the highest logits to keep for each position
   */
  static Score score(LanguageModel model, int[] ids, int top) {
    int vocabulary = model.vocabulary().size();
    int batch = Math.clamp(MOST_LOGITS / vocabulary, 1, Math.min(MOST_ROWS, ids.length));
    float[] logits = new float[batch * vocabulary]; // (batch, vocabulary)
    List<Score.Position> positions = new ArrayList<>();
    double[] surprises = new double[ids.length - 1];
    try (Session session = model.newSession(ids.length)) {
      for (int from = 0; from < ids.length; from += batch) {
        int to = Math.min(ids.length, from + batch);
        session.append(ids, from, to, to - from, logits);
        for (int i = from; i < to; i++) {
          int row = (i - from) * vocabulary;
          Score.Position position = position(logits, row, vocabulary, top);
          positions.add(position);
          if (i + 1 < ids.length) {
            surprises[i] = position.logsumexp() - logits[row + ids[i + 1]];
          }
        }
      }
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

  private static Score.Position position(float[] logits, int row, int vocabulary, int top) {
    float max = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < vocabulary; id++) {
      max = Math.max(max, logits[row + id]);
    }
    if (!Float.isFinite(max)) {
      throw new ArithmeticException(
          "the model's logits are not finite (largest is " + max + "): its weights may be damaged");
    }
    double sum = 0;
    double weighted = 0;
    for (int id = 0; id < vocabulary; id++) {
      double distance = (double) logits[row + id] - max;
      double e = Math.exp(distance);
      sum += e;
      weighted += e == 0 ? 0 : e * distance;
    }
    double logOfSum = Math.log(sum);
    double entropy = Math.max(0, logOfSum - weighted / sum);
    return new Score.Position(max + logOfSum, entropy, top(logits, row, vocabulary, top));
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
