package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.GgufInspection;
import io.github.pyramidsd.engine.GgufInspection.TensorInfo;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code inspect} prints for people. */
final class InspectionText {

  private static final int LONGEST_VALUE = 72;
  private static final int MOST_ELEMENTS = 6;

  private InspectionText() {}

  static String of(GgufInspection inspection) {
    InspectionJson.Memory memory = InspectionJson.memory(inspection);
    StringBuilder text = new StringBuilder();
    line(
        text,
        "file",
        "%s (GGUF version %s, %s)"
            .formatted(
                name(inspection), inspection.version(), Sizes.bytes(inspection.fileBytes())));
    for (String part : inspection.files().size() > 1 ? inspection.files() : List.<String>of()) {
      line(text, "part", part);
    }
    line(text, "architecture", orNone(inspection.architecture()));
    line(text, "parameters", Sizes.count(inspection.parameters()));
    line(text, "context", inspection.contextLength() + " tokens");
    line(
        text,
        "tokenizer",
        "%s, %s tokens".formatted(orNone(inspection.tokenizer()), inspection.vocabularySize()));
    line(text, "chat template", shortened(orNone(inspection.chatTemplate())));
    line(
        text,
        "memory",
        "%s of weights and %s a token of context: %s with a full context"
            .formatted(
                Sizes.bytes(memory.weightBytes()),
                Sizes.bytes(memory.cacheBytesPerToken()),
                Sizes.bytes(memory.totalBytes())));
    line(
        text,
        "supported",
        inspection.problems().isEmpty()
            ? "yes"
            : "no: " + String.join("; ", inspection.problems()));
    line(text, "tensor types", types(inspection));
    text.append("\nmetadata\n");
    inspection
        .metadata()
        .forEach(
            (key, value) ->
                text.append("  ").append(key).append(" = ").append(shown(value)).append('\n'));
    text.append("\ntensors\n").append(tensors(inspection.tensors()));
    return text.toString();
  }

  private static String name(GgufInspection inspection) {
    int parts = inspection.files().size();
    return inspection.file() + (parts > 1 ? " and " + (parts - 1) + " more" : "");
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-14s %s%n", name, value));
  }

  private static String orNone(@Nullable String value) {
    return value == null ? "none" : value;
  }

  private static String types(GgufInspection inspection) {
    return InspectionJson.types(inspection).entrySet().stream()
        .map(
            entry ->
                "%s: %s (%s)"
                    .formatted(
                        entry.getKey(),
                        entry.getValue().count(),
                        Sizes.bytes(entry.getValue().bytes())))
        .collect(Collectors.joining(", "));
  }

  private static String tensors(List<TensorInfo> tensors) {
    TextTable table = new TextTable(List.of("  name", "type", "shape", "bytes", "offset"), 3);
    for (TensorInfo tensor : tensors) {
      table.add(
          "  " + Pieces.quoted(tensor.name()).substring(1).replaceFirst("\"$", ""),
          tensor.type(),
          tensor.shape().stream().map(String::valueOf).collect(Collectors.joining(" x ")),
          String.valueOf(tensor.bytes()),
          String.valueOf(tensor.offset()));
    }
    return table.toString();
  }

  /** A value in one short line. */
  private static String shown(Object value) {
    return switch (value) {
      case String text -> shortened(text);
      case List<?> list -> {
        String elements =
            list.stream()
                .limit(MOST_ELEMENTS)
                .map(InspectionText::shown)
                .collect(Collectors.joining(", "));
        yield list.size() <= MOST_ELEMENTS
            ? "[" + elements + "]"
            : "[" + elements + ", ...] (" + list.size() + " elements)";
      }
      default -> String.valueOf(value);
    };
  }

  private static String shortened(String text) {
    String quoted = Pieces.quoted(text);
    String bare = quoted.substring(1, quoted.length() - 1);
    return bare.length() <= LONGEST_VALUE
        ? bare
        : bare.substring(0, LONGEST_VALUE) + "... (" + text.length() + " characters)";
  }
}
