package io.github.pyramidsd.engine.gguf;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Writes small GGUF files, valid ones and, where a test says so, broken ones. */
final class GgufWriter {

  private String magic = "GGUF";
  private int version = 3;
  private int alignment = 32;
  private OptionalLong tensorCount = OptionalLong.empty();
  private OptionalLong metadataCount = OptionalLong.empty();
  private OptionalLong dataBytes = OptionalLong.empty();
  private final List<Consumer<Bytes>> entries = new ArrayList<>();
  private final List<Consumer<Bytes>> tensors = new ArrayList<>();
  private final Map<Long, byte[]> contents = new LinkedHashMap<>();
  private long dataEnd;

  /** Little-endian output. */
  static final class Bytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes u8(int value) {
      out.write(value);
      return this;
    }

    Bytes u16(int value) {
      return u8(value).u8(value >> 8);
    }

    Bytes u32(int value) {
      return u16(value).u16(value >> 16);
    }

    Bytes u64(long value) {
      return u32((int) value).u32((int) (value >> 32));
    }

    Bytes f32(float value) {
      return u32(Float.floatToRawIntBits(value));
    }

    Bytes f64(double value) {
      return u64(Double.doubleToRawLongBits(value));
    }

    Bytes raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    Bytes string(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return u64(utf8.length).raw(utf8);
    }

    byte[] toArray() {
      return out.toByteArray();
    }

    /** What precedes the elements of an array. */
    Bytes array(ValueType type, long length) {
      return u32(type.id()).u64(length);
    }
  }

  GgufWriter magic(String magic) {
    this.magic = magic;
    return this;
  }

  GgufWriter version(int version) {
    this.version = version;
    return this;
  }

  /** Claims this many tensors, whatever follows. */
  GgufWriter tensorCount(long count) {
    this.tensorCount = OptionalLong.of(count);
    return this;
  }

  /** Claims this many entries, whatever follows. */
  GgufWriter metadataCount(long count) {
    this.metadataCount = OptionalLong.of(count);
    return this;
  }

  /** Writes so many bytes of data, whatever the tensors need. */
  GgufWriter dataBytes(long bytes) {
    this.dataBytes = OptionalLong.of(bytes);
    return this;
  }

  /** Writes {@code general.alignment} and keeps to it from here on. */
  GgufWriter alignment(int alignment) {
    this.alignment = alignment;
    return entry("general.alignment", ValueType.U32, value -> value.u32(alignment));
  }

  GgufWriter entry(String key, ValueType type, Consumer<Bytes> value) {
    return entry(key, type.id(), value);
  }

  GgufWriter entry(String key, int type, Consumer<Bytes> value) {
    return raw(bytes -> value.accept(bytes.string(key).u32(type)));
  }

  /** Adds an entry as it will stand in the file. */
  GgufWriter raw(Consumer<Bytes> entry) {
    entries.add(entry);
    return this;
  }

  GgufWriter string(String key, String value) {
    return entry(key, ValueType.STRING, bytes -> bytes.string(value));
  }

  GgufWriter u32(String key, int value) {
    return entry(key, ValueType.U32, bytes -> bytes.u32(value));
  }

  GgufWriter strings(String key, String... values) {
    return entry(
        key,
        ValueType.ARRAY,
        bytes -> {
          bytes.array(ValueType.STRING, values.length);
          for (String value : values) {
            bytes.string(value);
          }
        });
  }

  /** Adds a tensor with room for its bytes behind those of the ones before. */
  GgufWriter tensor(String name, TensorType type, long... dimensions) {
    long elements = 1;
    for (long dimension : dimensions) {
      elements *= dimension;
    }
    long offset = Math.ceilDiv(dataEnd, (long) alignment) * alignment;
    dataEnd = offset + type.byteSize(elements);
    return tensorAt(offset, name, type.id(), dimensions);
  }

  /** Adds a tensor with these bytes. */
  GgufWriter tensor(GgufTensor tensor, byte[] data) {
    contents.put(Math.ceilDiv(dataEnd, (long) alignment) * alignment, data);
    long[] dimensions = tensor.dimensions().stream().mapToLong(Long::longValue).toArray();
    return tensor(tensor.name(), tensor.type(), dimensions);
  }

  /** Adds a tensor as described, with no room for it. */
  GgufWriter tensorAt(long offset, String name, int type, long... dimensions) {
    tensors.add(
        bytes -> {
          bytes.string(name).u32(dimensions.length);
          for (long dimension : dimensions) {
            bytes.u64(dimension);
          }
          bytes.u32(type).u64(offset);
        });
    return this;
  }

  /**
   * The file. Where tensors have no bytes of their own, the data section holds 1, 2, ... 255, 0, 1,
   * ...; it ends with the last tensor.
   */
  byte[] bytes() {
    var bytes = new Bytes().raw(magic.getBytes(StandardCharsets.US_ASCII)).u32(version);
    bytes.u64(tensorCount.orElse(tensors.size())).u64(metadataCount.orElse(entries.size()));
    entries.forEach(entry -> entry.accept(bytes));
    tensors.forEach(tensor -> tensor.accept(bytes));
    long data = dataBytes.orElse(dataEnd);
    if (data > 0) {
      while (bytes.out.size() % alignment != 0) {
        bytes.u8(0);
      }
    }
    int start = bytes.out.size();
    for (int i = 1; i <= data; i++) {
      bytes.u8(i);
    }
    byte[] file = bytes.out.toByteArray();
    contents.forEach(
        (offset, content) ->
            System.arraycopy(content, 0, file, Math.toIntExact(start + offset), content.length));
    return file;
  }

  GgufFile parse() throws GgufException {
    return GgufFile.parse("test.gguf", MemorySegment.ofArray(bytes()));
  }
}
