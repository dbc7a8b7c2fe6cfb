package io.github.pyramidsd.engine;

import java.util.function.LongSupplier;

/**
 * How to load a model.
 *
 * @param contextLength the context that there must be memory for beside the weights, in tokens; 0
 *     to look at the weights alone. It reserves nothing.
 * @param progress hears how far it is
 * @param availableMemory says how many bytes this process can still take
 * @param tokenizerOptional whether a model is opened even if its tokenizer cannot be used. Its
 *     vocabulary then knows ids alone: it throws {@link UnsupportedOperationException}, which says
 *     what is wrong with the tokenizer, where text is asked for. For uses without text.
 */
public record LoadOptions(
    int contextLength,
    LoadProgress progress,
    LongSupplier availableMemory,
    boolean tokenizerOptional) {

  /** For weights alone, without a listener, with the memory that the operating system reports. */
  public static final LoadOptions DEFAULT =
      new LoadOptions(0, LoadProgress.NONE, AvailableMemory::bytes, false);

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public LoadOptions {
    if (contextLength < 0) {
      throw new IllegalArgumentException(
          "context length is " + contextLength + ", expected 0 (weights alone) or more");
    }
  }

  /** The same with another context length. */
  public LoadOptions withContextLength(int value) {
    return new LoadOptions(value, progress, availableMemory, tokenizerOptional);
  }

  /** The same with another listener. */
  public LoadOptions withProgress(LoadProgress value) {
    return new LoadOptions(contextLength, value, availableMemory, tokenizerOptional);
  }

  /** The same with another measure of memory. */
  public LoadOptions withAvailableMemory(LongSupplier value) {
    return new LoadOptions(contextLength, progress, value, tokenizerOptional);
  }

  /** The same for uses that need no tokenizer. */
  public LoadOptions withOptionalTokenizer() {
    return new LoadOptions(contextLength, progress, availableMemory, true);
  }
}
