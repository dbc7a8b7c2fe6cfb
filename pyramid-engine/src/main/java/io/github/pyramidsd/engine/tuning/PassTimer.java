package io.github.pyramidsd.engine.tuning;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures passes of several models and sizes. They take turns, so that whatever else the machine
 * does meets all of them; each begins at the same position and is taken back.
 */
final class PassTimer implements AutoCloseable {

  private static final int POSITION = 64;
  private static final long WARM_UP_NANOS = 500_000_000;
  private static final int LEAST_WARM_UP = 2;
  private static final int REPETITIONS = 9;

  /** A pass of a session over some tokens. */
  private record Pass(Session session, int tokens) {}

  private final int position;
  private final int[] tokens;
  private final float[] logits;
  private final List<Session> sessions = new ArrayList<>();
  private final List<Pass> passes = new ArrayList<>();

  /**
   * Prepares to measure.
   *
   * @param model whose context and vocabulary all others have too
   * @param tokens to forward, repeated as needed
   * @param longest the most tokens of a pass, less than the context length
   */
  PassTimer(LanguageModel model, int[] tokens, int longest) {
    this.position = Math.min(POSITION, model.contextLength() - longest);
    this.logits = new float[longest * model.vocabulary().size()];
    this.tokens = new int[position + longest];
    for (int i = 0; i < this.tokens.length; i++) {
      this.tokens[i] = tokens[i % tokens.length];
    }
  }

  /** Adds passes of a model over numbers of tokens. */
  void add(LanguageModel model, int... sizes) {
    Session session = model.newSession(tokens.length);
    sessions.add(session);
    if (position > 0) {
      session.append(tokens, 0, position, 0, logits);
    }
    for (int size : sizes) {
      passes.add(new Pass(session, size));
    }
  }

  /** The median times of all passes in nanoseconds, in the order in which they were added. */
  double[] medians() {
    long start = System.nanoTime();
    int warmUps = 0;
    while (warmUps < LEAST_WARM_UP || System.nanoTime() - start < WARM_UP_NANOS) {
      passes.forEach(this::nanos);
      warmUps++;
    }
    long[][] times = new long[passes.size()][REPETITIONS];
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      for (int i = 0; i < times.length; i++) {
        times[i][repetition] = nanos(passes.get(i));
      }
    }
    return Arrays.stream(times).mapToDouble(PassTimer::median).toArray();
  }

  private long nanos(Pass pass) {
    long start = System.nanoTime();
    pass.session().append(tokens, position, position + pass.tokens(), pass.tokens(), logits);
    long end = System.nanoTime();
    pass.session().rewind(position);
    return end - start;
  }

  private static double median(long[] times) {
    return Arrays.stream(times).sorted().toArray()[times.length / 2];
  }

  @Override
  public void close() {
    sessions.forEach(Session::close);
  }
}
