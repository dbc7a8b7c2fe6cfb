package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.GgufInspection;
import io.github.pyramidsd.engine.GgufInspection.TensorInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code inspect --json} prints. */
record InspectionJson(
    String file,
    List<String> files,
    int version,
    long fileBytes,
    @Nullable String architecture,
    long parameters,
    long contextLength,
    @Nullable String tokenizer,
    int vocabularySize,
    @Nullable String chatTemplate,
    boolean supported,
    List<String> problems,
    Memory memory,
    Map<String, TypeTotal> tensorTypes,
    Map<String, Object> metadata,
    List<TensorInfo> tensors) {

  /** What the model takes once loaded, with its whole context in use. */
  record Memory(long weightBytes, long cacheBytesPerToken, long totalBytes) {}

  /** All tensors of one type. */
  record TypeTotal(int count, long bytes) {
    TypeTotal plus(TypeTotal other) {
      return new TypeTotal(count + other.count, bytes + other.bytes);
    }
  }

  static InspectionJson of(GgufInspection inspection) {
    return new InspectionJson(
        inspection.file(),
        inspection.files(),
        inspection.version(),
        inspection.fileBytes(),
        inspection.architecture(),
        inspection.parameters(),
        inspection.contextLength(),
        inspection.tokenizer(),
        inspection.vocabularySize(),
        inspection.chatTemplate(),
        inspection.problems().isEmpty(),
        inspection.problems(),
        memory(inspection),
        types(inspection),
        inspection.metadata(),
        inspection.tensors());
  }

  static Memory memory(GgufInspection inspection) {
    long cache = inspection.cacheBytesPerToken();
    return new Memory(
        inspection.weightBytes(),
        cache,
        inspection.weightBytes() + cache * inspection.contextLength());
  }

  static Map<String, TypeTotal> types(GgufInspection inspection) {
    Map<String, TypeTotal> types = new TreeMap<>();
    for (TensorInfo tensor : inspection.tensors()) {
      types.merge(tensor.type(), new TypeTotal(1, tensor.bytes()), TypeTotal::plus);
    }
    return types;
  }
}
