package io.github.pyramidsd.evaluation.task;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.LogitReader;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.sampling.LogSoftmax;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A context of a model that is moved from sequence to sequence, and forwards only what is not in it
 * yet.
 */
final class JudgeContext implements AutoCloseable {

  private static final int LEAST_LENGTH = 256;

  private final LanguageModel model;
  private @Nullable Session session;
  private int[] held = new int[0]; // at least as long as the session's tokens, which it starts with

  JudgeContext(LanguageModel model) {
    this.model = model;
  }

  /**
   * The logarithm of the probability of each token that follows a prompt.
   *
   * @param prompt at least one token
   * @return (continuation)
   */
  double[] logProbabilities(int[] prompt, int[] continuation) {
    double[] result = new double[continuation.length];
    if (continuation.length == 0) {
      return result;
    }
    int[] sequence = sequence(prompt, continuation);
    int vocabulary = model.vocabulary().size();
    int first = prompt.length - 1;
    Session moved = moveTo(sequence, first);
    try {
      LogitReader.read(
          moved,
          vocabulary,
          sequence,
          first,
          (i, logits, offset) -> {
            int token = continuation[i - first];
            LogSoftmax softmax = LogSoftmax.of(logits, offset, vocabulary);
            result[i - first] = -softmax.surprise(logits[offset + token]);
          });
    } finally {
      held = sequence; // a pass that failed appended nothing
    }
    return result;
  }

  /** All tokens but the last, after which nothing is asked. */
  private int[] sequence(int[] prompt, int[] continuation) {
    for (int i = 0; i < continuation.length; i++) {
      if (continuation[i] < 0 || continuation[i] >= model.vocabulary().size()) {
        throw new IllegalArgumentException(
            "token %s of the continuation is %s, expected 0 to %s, the ids of %s"
                .formatted(i, continuation[i], model.vocabulary().size() - 1, model.name()));
      }
    }
    int length = prompt.length + continuation.length - 1;
    if (prompt.length == 0 || length > model.contextLength()) {
      throw new IllegalArgumentException(
          "prompt and continuation have %s and %s tokens, expected 1 or more of the prompt"
                  .formatted(prompt.length, continuation.length)
              + " and at most %s together, the context of %s"
                  .formatted(model.contextLength() + 1, model.name()));
    }
    int[] sequence = Arrays.copyOf(prompt, length);
    System.arraycopy(continuation, 0, sequence, prompt.length, continuation.length - 1);
    return sequence;
  }

  /** Goes back to where the sequence parts from what is held, but not beyond a position. */
  private Session moveTo(int[] sequence, int last) {
    Session current = session;
    if (current == null || current.contextLength() < sequence.length) {
      close();
      long doubled = Math.max(LEAST_LENGTH, 2L * sequence.length);
      current = model.newSession((int) Math.min(model.contextLength(), doubled));
      session = current;
      return current;
    }
    int parting = Arrays.mismatch(held, sequence);
    int common = parting < 0 ? sequence.length : parting;
    current.rewind(Math.min(Math.min(common, last), current.position()));
    return current;
  }

  @Override
  public void close() {
    Session open = session;
    session = null;
    held = new int[0];
    if (open != null) {
      open.close();
    }
  }
}
