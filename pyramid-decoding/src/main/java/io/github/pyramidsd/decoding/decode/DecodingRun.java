package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import java.util.concurrent.CancellationException;

/** What all levels share while one response is generated. */
final class DecodingRun {

  private final Vocabulary vocabulary;
  private final int vocabularySize;
  private final VocabularyKernels kernels;
  private final GenerationOptions options;
  private final Randomness randomness;
  private final DeviationLedger ledger;
  private final GenerationListener listener;
  private final Schedule schedule;
  private volatile boolean cancelled;

  DecodingRun(
      Pyramid pyramid,
      GenerationOptions options,
      Randomness randomness,
      DeviationLedger ledger,
      GenerationListener listener,
      Schedule schedule) {
    this.vocabulary = pyramid.target().vocabulary();
    this.vocabularySize = pyramid.vocabularySize();
    this.kernels = pyramid.target().vocabularyKernels();
    this.options = options;
    this.randomness = randomness;
    this.ledger = ledger;
    this.listener = listener;
    this.schedule = schedule;
  }

  /** The size of all distributions: that of the longest vocabulary of any level. */
  int vocabularySize() {
    return vocabularySize;
  }

  /** Makes a buffer for a prediction. */
  Prediction newPrediction() {
    return new Prediction(vocabularySize, kernels);
  }

  /** Makes a buffer for a distribution. */
  Distribution newDistribution() {
    return new Distribution(vocabularySize, kernels);
  }

  SamplingOptions sampling() {
    return options.sampling();
  }

  boolean isGreedy() {
    return options.sampling().isGreedy();
  }

  Randomness randomness() {
    return randomness;
  }

  DeviationLedger ledger() {
    return ledger;
  }

  GenerationListener listener() {
    return listener;
  }

  Schedule schedule() {
    return schedule;
  }

  /**
   * Tells of a pass.
   *
   * @param position how many tokens came before those that it forwarded
   */
  void tellOfPass(ModelContext context, int position, int tokens, long nanos) {
    schedule.onPass(context.level(), position, tokens, nanos);
    listener.onPass(context.statistics().name(), tokens, nanos);
  }

  boolean endsResponse(int token) {
    return !options.ignoreEndOfGeneration()
        && token < vocabulary.size()
        && vocabulary.isEndOfGeneration(token);
  }

  void cancel() {
    cancelled = true;
  }

  /** Called before every forward pass. */
  void checkCancelled() {
    if (cancelled) {
      throw new CancellationException();
    }
  }
}
