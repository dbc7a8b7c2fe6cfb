package io.github.pyramidsd.decoding.model;

import io.github.pyramidsd.decoding.sampling.VocabularyKernels;

/**
 * A causal language model: from a prefix of tokens to the logits of the next one.
 *
 * <p>A model holds weights, which its sessions share. It may be used by several threads, each with
 * sessions of its own.
 */
public interface LanguageModel extends AutoCloseable {

  /** What messages and reports call this model: where it was loaded from, as the user named it. */
  String name();

  /** The tokens that this model reads and predicts. */
  Vocabulary vocabulary();

  /** The longest context, in tokens, that the model was made for. */
  int contextLength();

  /**
   * What sampling computes with over this model's vocabulary. An engine that has something faster
   * than scalar code may offer it here; the bits are the same.
   */
  default VocabularyKernels vocabularyKernels() {
    return VocabularyKernels.SCALAR;
  }

  /**
   * Opens a context of its own, empty.
   *
   * @param contextLength the most tokens it will hold, from 1 to {@link #contextLength()}
   * @throws IllegalArgumentException if the length is outside that range
   */
  Session newSession(int contextLength);

  /** Gives back the weights. Sessions should be closed before; they cannot be used any more. */
  @Override
  void close();
}
