package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.engine.ForwardWork;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.evaluation.statistics.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Measures forward passes of several sizes. Each starts at the same position of a context, which is
 * then taken back. The sizes take turns, so that whatever else the machine does meets all of them.
 */
final class ForwardBench {

  /** The position at which each pass starts. */
  static final int POSITION = 128;

  /** The most logits of a pass: 1 GB. */
  static final int MOST_LOGITS = 1 << 28;

  private static final long SEED = 20261125;
  private static final long WARM_UP_NANOS = 2_000_000_000;
  private static final int LEAST_WARM_UP = 2;

  /** After which tokens of a pass logits are computed. */
  enum Logits {
    /** After each: what verifying proposals takes. */
    ALL,
    /** After the last: what reading a prompt takes. */
    LAST;

    int rows(int tokens) {
      return this == ALL ? tokens : 1;
    }
  }

  private final LanguageModel model;
  private final List<Integer> sizes;
  private final Logits logits;
  private final ProgressLine progress;
  private final List<List<Double>> millis = new ArrayList<>(); // of each size
  private int warmUps;

  /**
   * Prepares to measure.
   *
   * @param sizes numbers of tokens, from 1 to what the context leaves after {@link #POSITION}
   */
  ForwardBench(LanguageModel model, List<Integer> sizes, Logits logits, ProgressLine progress) {
    this.model = model;
    this.sizes = List.copyOf(sizes);
    this.logits = logits;
    this.progress = progress;
  }

  /**
   * Runs and measures all passes, in turn.
   *
   * @param warmUp how often before they are measured; null: until two seconds are over
   */
  void run(@Nullable Integer warmUp, int repetitions) {
    int longest = sizes.stream().mapToInt(Integer::intValue).max().orElseThrow();
    int[] tokens = RandomTokens.draw(model.vocabulary(), POSITION + longest, SEED);
    float[] out = new float[logits.rows(longest) * model.vocabulary().size()];
    sizes.forEach(_ -> millis.add(new ArrayList<>()));
    try (Session session = model.newSession(POSITION + longest)) {
      session.append(tokens, 0, POSITION, 0, out);
      long start = System.nanoTime();
      while (warmUp == null
          ? warmUps < LEAST_WARM_UP || System.nanoTime() - start < WARM_UP_NANOS
          : warmUps < warmUp) {
        progress.show("warming up");
        sizes.forEach(size -> pass(session, tokens, size, out));
        warmUps++;
      }
      for (int repetition = 1; repetition <= repetitions; repetition++) {
        progress.show("measuring, " + repetition + " of " + repetitions);
        for (int i = 0; i < sizes.size(); i++) {
          millis.get(i).add(pass(session, tokens, sizes.get(i), out));
        }
      }
    }
  }

  /** Runs a pass and takes it back; returns its time in milliseconds. */
  private double pass(Session session, int[] tokens, int size, float[] out) {
    long start = System.nanoTime();
    session.append(tokens, POSITION, POSITION + size, logits.rows(size), out);
    long end = System.nanoTime();
    session.rewind(POSITION);
    return (end - start) / 1e6;
  }

  /** What was measured. */
  ForwardReport report(Computation computation) {
    List<ForwardReport.Pass> passes = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      passes.add(report(sizes.get(i), Spread.of(millis.get(i))));
    }
    return new ForwardReport(
        model.name(),
        computation.threads(),
        computation.kernel(),
        POSITION,
        passes,
        computation.vectorBits(),
        logits.name().toLowerCase(Locale.ROOT),
        millis.getFirst().size(),
        warmUps,
        Synthetic.kind(model));
  }

  /** Without its work (NaN) if the model is not the engine's own. */
  private ForwardReport.Pass report(int size, Spread spread) {
    double multiplyAdds = Double.NaN;
    double bytes = Double.NaN;
    if (model instanceof GgufModel gguf) {
      ForwardWork work = gguf.forwardWork(POSITION, size, logits.rows(size));
      multiplyAdds = work.multiplyAdds();
      bytes = work.weightBytes();
    }
    double nanos = spread.median() * 1e6;
    return new ForwardReport.Pass(
        size,
        spread.median(),
        spread.min(),
        spread.median() / size,
        multiplyAdds / nanos,
        bytes / nanos);
  }
}
