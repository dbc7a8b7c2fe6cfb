package io.github.pyramidsd.engine.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a GGUF file of version 3, little-endian, in a stream: first all metadata and the
 * descriptions of all tensors, then their bytes, in any order and by any threads.
 *
 * <p>The bytes go to a file beside the one that is wanted, whose name ends in {@code .part}. {@link
 * #commit()} gives it its name, so that a file of that name is always whole; {@link #close()}
 * without it removes what was written.
 */
public final class GgufFileWriter implements AutoCloseable {

  private static final int ALIGNMENT = 32;
  private static final int MAX_RANK = 4;

  private final Path path;
  private final Path part;
  private final boolean overwrite;
  private final Map<String, byte[]> metadata = new LinkedHashMap<>(); // encoded: type and value
  private final Map<String, Entry> tensors = new LinkedHashMap<>();
  private long dataBytes; // of the tensors so far, each padded to the alignment
  private long dataStart;
  private @Nullable FileChannel channel; // null until begin

  /** A tensor that was announced; its offset counts from the start of the data. */
  private record Entry(TensorType type, List<Long> dimensions, long offset, long bytes) {}

  /**
   * Prepares to write a file; nothing is written until {@link #begin()}.
   *
   * @param overwrite whether a file of that name may be replaced
   * @throws FileAlreadyExistsException if there is one that may not be
   * @throws FileSystemException if there is no such directory, or the path is one
   */
  public GgufFileWriter(Path path, boolean overwrite) throws IOException {
    this.path = path.toAbsolutePath();
    this.overwrite = overwrite;
    Path directory = this.path.getParent();
    if (directory == null || Files.isDirectory(path)) {
      throw new FileSystemException(path + ": is a directory, expected the name of a file");
    }
    if (!Files.isDirectory(directory)) {
      throw new FileSystemException(directory + ": no such directory, create it first");
    }
    this.part = directory.resolve(this.path.getFileName() + ".part");
    checkAbsent();
  }

  private void checkAbsent() throws FileAlreadyExistsException {
    if (!overwrite && Files.exists(path)) {
      throw new FileAlreadyExistsException(
          path + ": exists already, and is not overwritten unless that is asked for");
    }
  }

  /**
   * Adds a metadata value: a String, an Integer (not negative, stored as u32), a Float, a Boolean,
   * a List of Strings or an int array.
   *
   * @throws IllegalArgumentException if the key is there already, or the value is of another type
   */
  public GgufFileWriter metadata(String key, Object value) {
    requireNotBegun();
    Little out = new Little();
    switch (value) {
      case String text -> out.u32(ValueType.STRING.id()).string(text);
      case Integer number when number >= 0 -> out.u32(ValueType.U32.id()).u32(number);
      case Float number -> out.u32(ValueType.F32.id()).u32(Float.floatToRawIntBits(number));
      case Boolean flag -> out.u32(ValueType.BOOL.id()).u8(flag ? 1 : 0);
      case int[] numbers -> {
        out.array(ValueType.I32, numbers.length);
        for (int number : numbers) {
          out.u32(number);
        }
      }
      case List<?> texts -> {
        out.array(ValueType.STRING, texts.size());
        texts.forEach(text -> out.string((String) text));
      }
      default ->
          throw new IllegalArgumentException(
              key + " is " + value + ", expected a string, number of 0 or more, boolean or list");
    }
    if (metadata.putIfAbsent(key, out.toArray()) != null) {
      throw new IllegalArgumentException(key + " has a value already");
    }
    return this;
  }

  /**
   * Announces a tensor.
   *
   * @param dimensions the innermost first; the innermost is a multiple of the type's block
   * @throws IllegalArgumentException if the name is taken, or a dimension is illegal
   * @throws ArithmeticException if the file would exceed 2^63 bytes
   */
  public GgufFileWriter tensor(String name, TensorType type, long... dimensions) {
    requireNotBegun();
    if (dimensions.length < 1 || dimensions.length > MAX_RANK) {
      throw new IllegalArgumentException(
          "tensor %s has %s dimensions, expected 1 to %s"
              .formatted(name, dimensions.length, MAX_RANK));
    }
    long rows = 1;
    for (int i = 1; i < dimensions.length; i++) {
      rows = Math.multiplyExact(rows, dimensions[i]);
    }
    if (rows < 1 || dimensions[0] < 1 || dimensions[0] % type.blockSize() != 0) {
      throw new IllegalArgumentException(
          "tensor %s has dimensions %s, expected positive ones, the first a multiple of %s for %s"
              .formatted(name, boxed(dimensions), type.blockSize(), type.displayName()));
    }
    long bytes = Math.multiplyExact(type.byteSize(dimensions[0]), rows);
    Entry entry = new Entry(type, boxed(dimensions), dataBytes, bytes);
    dataBytes = Math.addExact(dataBytes, padded(bytes));
    if (tensors.putIfAbsent(name, entry) != null) {
      throw new IllegalArgumentException("tensor " + name + " is announced twice");
    }
    return this;
  }

  private static List<Long> boxed(long[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /** How many bytes the whole file will have, of what was announced so far. */
  public long fileBytes() {
    return Math.addExact(padded(header().length), dataBytes);
  }

  /**
   * Creates the file and writes all but the tensors' bytes. From now on nothing can be added.
   *
   * @throws FileSystemException if the disk has less space than the file will take; says how much
   */
  public void begin() throws IOException {
    requireNotBegun();
    byte[] header = header();
    dataStart = padded(header.length);
    long free = Files.getFileStore(path.getParent()).getUsableSpace();
    if (free < fileBytes()) {
      throw new FileSystemException(
          String.format(
              Locale.ROOT,
              "%s: takes %,d bytes, but only %,d are free on its disk: free %,d more or write elsewhere",
              path,
              fileBytes(),
              free,
              fileBytes() - free));
    }
    part.toFile().deleteOnExit(); // as after Ctrl-C
    channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    write(ByteBuffer.wrap(header), 0);
    if (header.length < fileBytes()) { // the padding at the end
      write(ByteBuffer.wrap(new byte[1]), fileBytes() - 1);
    }
  }

  private byte[] header() {
    Little out = new Little().u32(0x46554747).u32(3).u64(tensors.size()).u64(metadata.size());
    metadata.forEach((key, value) -> out.string(key).raw(value));
    tensors.forEach(
        (name, entry) -> {
          out.string(name).u32(entry.dimensions().size());
          entry.dimensions().forEach(out::u64);
          out.u32(entry.type().id()).u64(entry.offset());
        });
    return out.toArray();
  }

  /**
   * Writes a part of a tensor. Threads may write different parts at the same time.
   *
   * @param offset where in the tensor, in bytes
   * @throws IndexOutOfBoundsException if the part does not lie within the tensor
   */
  public void write(String tensor, long offset, ByteBuffer bytes) throws IOException {
    Entry entry = Objects.requireNonNull(tensors.get(tensor), tensor);
    Objects.checkFromIndexSize(offset, bytes.remaining(), entry.bytes());
    write(bytes, dataStart + entry.offset() + offset);
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    FileChannel open = Objects.requireNonNull(channel, "begin() was not called");
    long to = at;
    while (bytes.hasRemaining()) {
      to += open.write(bytes, to);
    }
  }

  /** Gives the file its name. What was not written of its tensors is zero. */
  public void commit() throws IOException {
    Objects.requireNonNull(channel, "begin() was not called").close();
    checkAbsent();
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes what was written, unless it was committed. */
  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      Files.deleteIfExists(part);
    }
  }

  private void requireNotBegun() {
    if (channel != null) {
      throw new IllegalStateException(path + " is begun already");
    }
  }

  private static long padded(long bytes) {
    return Math.addExact(bytes, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Little-endian output. */
  private static final class Little {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Little u8(int value) {
      out.write(value);
      return this;
    }

    Little u32(int value) {
      return u8(value).u8(value >> 8).u8(value >> 16).u8(value >> 24);
    }

    Little u64(long value) {
      return u32((int) value).u32((int) (value >> 32));
    }

    Little string(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return u64(utf8.length).raw(utf8);
    }

    Little array(ValueType element, int length) {
      return u32(ValueType.ARRAY.id()).u32(element.id()).u64(length);
    }

    Little raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    byte[] toArray() {
      return out.toByteArray();
    }
  }
}
