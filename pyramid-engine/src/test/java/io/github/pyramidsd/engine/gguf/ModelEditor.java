package io.github.pyramidsd.engine.gguf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies a GGUF file with some of its metadata changed. */
public final class ModelEditor {

  private final GgufFile file;
  private final Map<String, Object> metadata = new LinkedHashMap<>();

  private ModelEditor(GgufFile file) throws IOException {
    this.file = file;
    for (String key : file.metadata().keys()) {
      metadata.put(key, file.metadata().value(key));
    }
  }

  /** Starts with a copy of a file. */
  public static ModelEditor of(Path model) throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    return new ModelEditor(GgufFile.parse(model.toString(), MemorySegment.ofArray(bytes)));
  }

  /** Adds or replaces a key: a string, an integer, a float, a boolean, or a list of strings. */
  public ModelEditor with(String key, Object value) {
    metadata.put(key, value);
    return this;
  }

  /** Removes a key. */
  public ModelEditor without(String key) {
    metadata.remove(key);
    return this;
  }

  /** The file's bytes. */
  public InputStream read() {
    GgufWriter writer = new GgufWriter();
    metadata.forEach((key, value) -> add(writer, key, value));
    for (GgufTensor tensor : file.tensors()) {
      writer.tensor(tensor, file.data(tensor).toArray(ValueLayout.JAVA_BYTE));
    }
    return new ByteArrayInputStream(writer.bytes());
  }

  private static void add(GgufWriter writer, String key, Object value) {
    switch (value) {
      case String text -> writer.string(key, text);
      case Number number when number instanceof Float || number instanceof Double ->
          writer.entry(key, ValueType.F32, out -> out.f32(number.floatValue()));
      case Number number -> writer.entry(key, ValueType.I64, out -> out.u64(number.longValue()));
      case Boolean flag -> writer.entry(key, ValueType.BOOL, out -> out.u8(flag ? 1 : 0));
      case List<?> list when list.getFirst() instanceof String ->
          writer.strings(key, list.toArray(String[]::new));
      case List<?> list ->
          writer.entry(
              key,
              ValueType.ARRAY,
              out -> {
                out.array(ValueType.I32, list.size());
                list.forEach(number -> out.u32(((Number) number).intValue()));
              });
      default -> throw new IllegalArgumentException(key + " is " + value);
    }
  }
}
