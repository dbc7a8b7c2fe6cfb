package io.github.pyramidsd.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a GGUF file holds, whether or not the engine can run it.
 *
 * @param file the file's name
 * @param version of the format
 * @param fileBytes the file's size
 * @param metadata all keys and values in the file's order; values are strings, numbers, booleans
 *     and lists of these
 * @param tensors all tensors in the file's order
 * @param architecture such as {@code llama}; null if the file does not say
 * @param contextLength that the model was made for, in tokens; 0 if the file does not say
 * @param tokenizer the tokenizer's kind and pre-tokenizer, such as {@code gpt2/llama-bpe}; null if
 *     the file has none
 * @param vocabularySize number of tokens
 * @param chatTemplate the model's chat template; null if it has none
 * @param parameters the number of weights
 * @param weightBytes the memory that the weights take once loaded
 * @param cacheBytesPerToken the memory that one token of context takes
 * @param problems what keeps the engine from running this file; empty if nothing does
 */
public record GgufInspection(
    String file,
    int version,
    long fileBytes,
    Map<String, Object> metadata,
    List<TensorInfo> tensors,
    @Nullable String architecture,
    int contextLength,
    @Nullable String tokenizer,
    int vocabularySize,
    @Nullable String chatTemplate,
    long parameters,
    long weightBytes,
    long cacheBytesPerToken,
    List<String> problems) {

  /**
   * One tensor.
   *
   * @param shape as the file gives it, the fastest-varying dimension first
   * @param offset of its data in the file
   */
  public record TensorInfo(String name, String type, List<Long> shape, long bytes, long offset) {}

  /**
   * Reads all but the weights of a file.
   *
   * @throws IOException if the file cannot be read or is malformed
   */
  @SuppressWarnings("DoNotCallSuggester")
  public static GgufInspection of(Path file) throws IOException {
    throw new IOException("not there yet");
  }
}
