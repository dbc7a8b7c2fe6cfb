package io.github.pyramidsd.engine;

import io.github.pyramidsd.engine.gguf.GgufFile;
import io.github.pyramidsd.engine.gguf.GgufFiles;
import io.github.pyramidsd.engine.gguf.GgufMetadata;
import io.github.pyramidsd.engine.gguf.GgufTensor;
import io.github.pyramidsd.engine.quant.WeightFormat;
import io.github.pyramidsd.engine.transformer.Config;
import io.github.pyramidsd.engine.transformer.WeightsLoader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a GGUF file holds, whether or not the engine can run it.
 *
 * @param file the file's name; where the model is split into several, the first one's
 * @param files the names of all files that the model is made of
 * @param version of the format
 * @param fileBytes the size of all files together
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
    List<String> files,
    int version,
    long fileBytes,
    Map<String, Object> metadata,
    List<TensorInfo> tensors,
    @Nullable String architecture,
    long contextLength,
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
   * @param file which of the files has it, counted from 0
   * @param offset of its data in that file
   */
  public record TensorInfo(
      String name, String type, List<Long> shape, long bytes, int file, long offset) {}

  /**
   * Reads all but the weights of a file.
   *
   * @throws IOException if the file cannot be read or is malformed
   */
  public static GgufInspection of(Path path) throws IOException {
    try (GgufFiles file = GgufFiles.open(path)) {
      return of(file);
    }
  }

  /** Reads all but the weights of a file that comes from a stream, such as a resource. */
  public static GgufInspection read(String name, InputStream in) throws IOException {
    return of(GgufFiles.parse(name, MemorySegment.ofArray(in.readAllBytes())));
  }

  private static GgufInspection of(GgufFiles file) throws IOException {
    GgufMetadata metadata = file.metadata();
    Map<String, Object> values = new LinkedHashMap<>();
    for (String key : metadata.keys()) {
      values.put(key, metadata.value(key));
    }
    List<String> problems = new ArrayList<>();
    Config config = supported(() -> Config.of(file), problems);
    supported(() -> GgufTokenizers.of(metadata), problems);
    problems.addAll(unsupportedTypes(file));
    String architecture = metadata.string("general.architecture").orElse(null);
    return new GgufInspection(
        file.name(),
        file.parts().stream().map(GgufFile::name).toList(),
        file.parts().getFirst().version(),
        file.size(),
        Collections.unmodifiableMap(values),
        file.tensors().stream().map(tensor -> info(file, tensor)).toList(),
        architecture,
        metadata.integer(architecture + ".context_length").orElse(0),
        tokenizer(metadata),
        metadata.strings("tokenizer.ggml.tokens").orElse(new String[0]).length,
        metadata.string("tokenizer.chat_template").orElse(null),
        file.tensors().stream().mapToLong(GgufTensor::elements).sum(),
        WeightsLoader.memoryBytes(file),
        config == null ? 0 : config.cacheBytesPerToken(),
        List.copyOf(problems));
  }

  private static TensorInfo info(GgufFiles file, GgufTensor tensor) {
    return new TensorInfo(
        tensor.name(),
        tensor.type().displayName(),
        tensor.dimensions(),
        tensor.byteSize(),
        file.parts().indexOf(file.owner(tensor)),
        tensor.offset());
  }

  private static @Nullable String tokenizer(GgufMetadata metadata) throws IOException {
    String pre = metadata.string("tokenizer.ggml.pre").map(name -> "/" + name).orElse("");
    return metadata.string("tokenizer.ggml.model").map(model -> model + pre).orElse(null);
  }

  private static List<String> unsupportedTypes(GgufFiles file) {
    return file.tensors().stream()
        .map(GgufTensor::type)
        .distinct()
        .filter(type -> WeightFormat.of(type).isEmpty())
        .map(
            type ->
                "tensors of type %s, which the engine does not compute with yet, only %s"
                    .formatted(type.displayName(), WeightsLoader.supportedTypes()))
        .toList();
  }

  /** A part of the file that must be understood to run it. */
  private interface Part<T> {
    T read() throws IOException;
  }

  private static <T> @Nullable T supported(Part<T> part, List<String> problems) {
    try {
      return part.read();
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
