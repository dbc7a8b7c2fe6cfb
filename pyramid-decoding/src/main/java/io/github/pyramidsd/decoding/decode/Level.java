package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.LogProbabilities;
import io.github.pyramidsd.decoding.sampling.LogitProcessor;
import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.TokenMask;
import org.jspecify.annotations.Nullable;

/**
 * A level's model in a context: a session that has forwarded a prefix of the context's tokens, and
 * the logits of its last pass. It drafts or verifies.
 */
final class Level implements Drafter {

  private static final int PROMPT_BATCH = 128;

  private final int index;
  private final String name;
  private final Tokens tokens;
  private final Session session;
  private final int vocabularySize;
  private final int proposable;
  private final Block block; // the proposals that it verifies
  private final Distribution residual; // of its replacements
  private float[] logits = {}; // (rows, vocabulary size)
  private int firstRow; // how many tokens come before the one that row 0 predicts
  private int checked; // how many tokens were looked at by knowsAllTokens
  private int firstUnknown = Integer.MAX_VALUE; // where the first token is that the model lacks
  private long waited; // nanoseconds, by passes since the clock was started
  private @Nullable Run run;
  private @Nullable LogitProcessor processor;

  /**
   * Opens a session of the context's length, or of the model's if that is shorter.
   *
   * @param index of the level, 0 being the lowest
   */
  Level(Pyramid pyramid, int index, LanguageModel model, Tokens tokens) {
    this.index = index;
    this.name = pyramid.levelName(index);
    this.tokens = tokens;
    this.vocabularySize = model.vocabulary().size();
    this.proposable = Math.min(pyramid.proposable(index), vocabularySize);
    this.block = new Block(pyramid);
    this.residual = new Distribution(pyramid.vocabularySize(), pyramid.kernels());
    this.session = model.newSession(Math.min(tokens.limit(), model.contextLength()));
  }

  /** Works for a response from now on. */
  void begin(Run newRun, int pyramidVocabulary) {
    run = newRun;
    processor = new LogitProcessor(newRun.options().sampling(), pyramidVocabulary);
  }

  private Run run() {
    if (run == null) {
      throw new IllegalStateException("no response has begun");
    }
    return run;
  }

  int index() {
    return index;
  }

  Block block() {
    return block;
  }

  Distribution residual() {
    return residual;
  }

  /** How many more tokens its session has room for than the context holds. */
  int room() {
    return session.contextLength() - tokens.length();
  }

  /** How many tokens of the context the session has yet to forward. */
  int backlog() {
    return Math.max(0, tokens.length() - session.position());
  }

  /** Whether the context holds no token that the model's vocabulary lacks. */
  boolean knowsAllTokens() {
    while (checked < tokens.length() && firstUnknown == Integer.MAX_VALUE) {
      if (tokens.get(checked) >= vocabularySize) {
        firstUnknown = checked;
      }
      checked++;
    }
    return firstUnknown == Integer.MAX_VALUE;
  }

  @Override
  public void takeBack(int length) {
    checked = Math.min(checked, length);
    if (firstUnknown >= length) {
      firstUnknown = Integer.MAX_VALUE;
    }
    if (session.position() > length) {
      session.rewind(length);
    }
  }

  /** Forwards all but the last token of the context, in batches. */
  void readPrompt() {
    int end = tokens.length() - 1;
    while (session.position() < end && knowsAllTokens()) {
      int from = session.position();
      long nanos = readBatch(end);
      run().countPrompt(index, from, session.position() - from, nanos);
      run().options().listener().onPrompt(name, session.position(), end);
    }
  }

  /** Forwards some more tokens, up to an end, without predictions; returns its computing time. */
  private long readBatch(int end) {
    int from = session.position();
    return append(Math.min(from + PROMPT_BATCH, end), 0);
  }

  /** Makes a pass and returns its computing time, in nanoseconds. */
  private long append(int end, int rows) {
    run().checkCancelled();
    long start = System.nanoTime();
    long nanos = session.append(tokens.ids(), session.position(), end, rows, logits);
    waited += Math.max(0, System.nanoTime() - start - nanos);
    return nanos;
  }

  /** Starts to measure computing time; returns now. */
  long startClock() {
    waited = 0;
    return System.nanoTime();
  }

  /**
   * The computing time since {@link #startClock}, in nanoseconds: without what passes waited for
   * others who use the model.
   */
  long nanosSince(long start) {
    return System.nanoTime() - start - waited;
  }

  /**
   * Forwards what is left of the context, for predictions after its last tokens: in one pass, or if
   * much was missed in batches first. Where more rows are wanted than tokens are left, the last
   * ones are forwarded again.
   *
   * @return how many tokens it forwarded
   */
  int forward(int rows) {
    int end = tokens.length();
    int from = Math.min(session.position(), end - rows);
    session.rewind(from);
    if (logits.length < rows * vocabularySize) {
      logits = new float[rows * vocabularySize];
    }
    while (session.position() < end - rows - PROMPT_BATCH) {
      readBatch(end - rows);
    }
    append(end, rows);
    firstRow = end - rows + 1;
    return end - from;
  }

  /**
   * Predicts what follows the {@code row}-th of the tokens that the pass was for, once for each
   * row.
   *
   * @return whether the constraint allows any token that may be proposed
   */
  boolean predict(int row, Prediction out) {
    int position = firstRow + row;
    TokenMask mask = run().mask(position);
    if (mask != null && !mask.allowsAnyBelow(proposable)) {
      return false;
    }
    if (processor == null) {
      throw new IllegalStateException("no response has begun");
    }
    processor.process(logits, row * vocabularySize, proposable, tokens.ids(), position, mask, out);
    run().countPrediction(index, out.entropy());
    return true;
  }

  /** Drafts: makes a pass over what is left of the context and predicts the next token. */
  @Override
  public boolean predict(Prediction out) {
    if (!knowsAllTokens()) {
      return false;
    }
    long start = startClock();
    int forwarded = forward(1);
    boolean predicted = predict(0, out);
    run().countPass(index, tokens.length() - forwarded, forwarded, nanosSince(start));
    return predicted;
  }

  /**
   * What the model thought of a token that a {@link #predict(int, Prediction) prediction} led to.
   */
  LogProbabilities logProbabilities(int row, int token, int top) {
    return LogProbabilities.of(logits, row * vocabularySize, proposable, token, top);
  }

  @Override
  public void close() {
    session.close();
  }
}
