package io.github.pyramidsd.engine.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a GGUF file into parts, as {@code llama-gguf-split} does. */
public final class ModelSplitter {

  private static final int HEADER_BYTES = 24;

  private ModelSplitter() {}

  /**
   * Writes the parts {@code name-00001-of-0000n.gguf} and so on: all metadata goes to the first
   * one, and as many tensors as the others get, give or take one, to each.
   */
  public static List<Path> split(Path model, int count, Path folder) throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    GgufFile file = GgufFile.parse(model.toString(), MemorySegment.ofArray(bytes));
    int tensors = file.tensors().size();
    List<Path> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      var writer = new GgufWriter();
      if (part == 0) {
        byte[] metadata = metadata(bytes, file);
        writer.raw(out -> out.raw(metadata)).metadataCount(file.metadata().keys().size() + 3L);
      }
      describe(writer, part, count, tensors);
      for (int i = part * tensors / count; i < (part + 1) * tensors / count; i++) {
        GgufTensor tensor = file.tensors().get(i);
        writer.tensor(tensor, file.data(tensor).toArray(ValueLayout.JAVA_BYTE));
      }
      Path path = folder.resolve("model-%05d-of-%05d.gguf".formatted(part + 1, count));
      parts.add(Files.write(path, writer.bytes()));
    }
    return parts;
  }

  /** Adds the keys of a part. */
  static GgufWriter describe(GgufWriter writer, int part, int count, int tensors) {
    return writer
        .entry("split.no", ValueType.U16, out -> out.u16(part))
        .entry("split.count", ValueType.U16, out -> out.u16(count))
        .entry("split.tensors.count", ValueType.I32, out -> out.u32(tensors));
  }

  /** The entries as they stand in a file, up to the length of the first tensor's name. */
  private static byte[] metadata(byte[] bytes, GgufFile file) {
    byte[] name = file.tensors().getFirst().name().getBytes(StandardCharsets.UTF_8);
    int at = HEADER_BYTES;
    while (!Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
      at++;
    }
    return Arrays.copyOfRange(bytes, HEADER_BYTES, at - Long.BYTES);
  }
}
