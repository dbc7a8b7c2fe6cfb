package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.LogProbabilities;
import io.github.pyramidsd.decoding.sampling.Prediction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Proposals in a row: tokens, each with the prediction of the level that emitted it. A buffer that
 * is filled anew for every verification pass and keeps its memory.
 */
final class Block {

  private final Pyramid pyramid;
  private int[] tokens = new int[8];
  private int[] origins = new int[8];
  private Prediction[] predictions = new Prediction[0];
  private @Nullable LogProbabilities[] logProbabilities = new LogProbabilities[8];
  private int size;

  Block(Pyramid pyramid) {
    this.pyramid = pyramid;
  }

  int size() {
    return size;
  }

  int token(int i) {
    return tokens[i];
  }

  /** The level whose model chose the token: the one that drew it first. */
  int origin(int i) {
    return origins[i];
  }

  /** What the level that emitted the token predicted at its position. */
  Prediction prediction(int i) {
    return predictions[i];
  }

  /** The buffer for the prediction at the position after the last token. */
  Prediction next() {
    if (size == predictions.length) {
      predictions = Arrays.copyOf(predictions, size + 1);
      predictions[size] = new Prediction(pyramid.vocabularySize(), pyramid.kernels());
    }
    return predictions[size];
  }

  /** Appends a token, whose prediction was filled into {@link #next()}. */
  void add(int token, int origin) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * size);
      origins = Arrays.copyOf(origins, 2 * size);
      logProbabilities = Arrays.copyOf(logProbabilities, 2 * size);
    }
    tokens[size] = token;
    origins[size] = origin;
    logProbabilities[size] = null;
    size++;
  }

  /** Keeps what the target thought of the token that was added last. */
  void setLogProbabilities(LogProbabilities value) {
    logProbabilities[size - 1] = value;
  }

  /** What the target thought of a token, if that was kept. */
  @Nullable LogProbabilities logProbabilities(int i) {
    return logProbabilities[i];
  }

  void clear() {
    size = 0;
  }
}
