package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.LogitProcessor;
import io.github.pyramidsd.decoding.sampling.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * A level's model at work: the tokens of its context, a session that has forwarded all but the last
 * few of them, and the logits of its last pass.
 */
final class ModelContext implements AutoCloseable {

  private static final int PROMPT_BATCH = 128;

  private final int level;
  private final DecodingRun run;
  private final Session session;
  private final int modelVocabulary;
  private final int proposable;
  private final LogitProcessor processor;
  private final LevelStatistics statistics;
  private final Block block;
  private @Nullable Distribution residual;
  private final int[] tokens; // (context length)
  private int length;
  private int firstUnknown = Integer.MAX_VALUE; // where the first token is that the model lacks
  private float[] logits = {}; // (rows, model's vocabulary)
  private int firstRow; // how many tokens come before the token of logit row 0, that one included

  /**
   * Opens a session.
   *
   * @param proposable the number of token ids that all levels above know: others are not proposed
   */
  ModelContext(
      int level,
      String name,
      LanguageModel model,
      int proposable,
      int contextLength,
      DecodingRun run) {
    this.level = level;
    this.run = run;
    this.session = model.newSession(contextLength);
    this.modelVocabulary = model.vocabulary().size();
    this.proposable = Math.min(proposable, modelVocabulary);
    this.processor = new LogitProcessor(run.sampling(), run.vocabularySize());
    this.statistics = new LevelStatistics(name, model.name(), run.listener());
    this.block = new Block(run);
    this.tokens = new int[contextLength];
  }

  int level() {
    return level;
  }

  LevelStatistics statistics() {
    return statistics;
  }

  /** The buffer for the proposals that the level verifies. */
  Block block() {
    return block;
  }

  /** The buffer for the distribution of its replacements. */
  Distribution residual() {
    if (residual == null) {
      residual = run.newDistribution();
    }
    return residual;
  }

  int position() {
    return length;
  }

  void append(int[] source, int from, int to) {
    for (int i = from; i < to; i++) {
      append(source[i]);
    }
  }

  void append(int token) {
    if (token >= modelVocabulary) {
      firstUnknown = Math.min(firstUnknown, length);
    }
    tokens[length++] = token;
  }

  boolean knowsAllTokens() {
    return firstUnknown == Integer.MAX_VALUE;
  }

  /**
   * Takes back the tokens from {@code position} on; what the session has forwarded stays cached.
   */
  void rewind(int position) {
    length = position;
    if (firstUnknown >= position) {
      firstUnknown = Integer.MAX_VALUE;
    }
    if (session.position() > position) {
      session.rewind(position);
    }
  }

  /** Forwards all but the last token of the context, in batches. */
  void prefill() {
    while (session.position() < length - 1 && knowsAllTokens()) {
      readBatch(length - 1);
      run.listener().onPrompt(statistics.name(), session.position(), length - 1);
    }
  }

  /** Forwards some more tokens, up to an end, without predictions. */
  private void readBatch(int end) {
    run.checkCancelled();
    int from = session.position();
    session.append(tokens, from, Math.min(from + PROMPT_BATCH, end), 0, logits);
  }

  /** How many tokens of the context the session has yet to forward. */
  int backlog() {
    return Math.max(0, length - session.position());
  }

  /**
   * Forwards what is left of the context, for predictions after its last tokens: in one pass, or if
   * much was missed in batches first.
   *
   * @return how many tokens it forwarded
   */
  int forward(int rows) {
    int from = Math.min(session.position(), length - rows);
    session.rewind(from);
    if (logits.length < rows * modelVocabulary) {
      logits = new float[rows * modelVocabulary];
    }
    while (session.position() < length - rows - PROMPT_BATCH) {
      readBatch(length - rows);
    }
    run.checkCancelled();
    session.append(tokens, session.position(), length, rows, logits);
    firstRow = length - rows + 1;
    statistics.countPass(length - from);
    return length - from;
  }

  /** Makes the prediction that follows the {@code row}-th of the tokens that the pass was for. */
  void predict(int row, Prediction out) {
    processor.process(logits, row * modelVocabulary, proposable, tokens, firstRow + row, out);
    statistics.countPrediction(out.entropy());
  }

  @Override
  public void close() {
    session.close();
  }
}
