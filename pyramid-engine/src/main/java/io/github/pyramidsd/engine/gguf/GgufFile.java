package io.github.pyramidsd.engine.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A GGUF file of version 2 or 3, little-endian: its metadata, its tensors and their bytes.
 *
 * <p>Whatever the file says was checked when it was opened, so that every tensor's bytes lie within
 * the file and apart from one another. The metadata is on the heap and outlives the file; tensors'
 * bytes are the file itself, mapped. Instances may be shared by threads.
 *
 * <p>The file must not change while it is mapped. If another process cuts it short, reading what is
 * gone fails with an {@link InternalError}, as with any memory-mapped file in Java.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">The specification</a>
 */
public final class GgufFile implements AutoCloseable {

  private static final int MAGIC = 0x46554747; // the bytes "GGUF"
  private static final String ALIGNMENT_KEY = "general.alignment";
  private static final int DEFAULT_ALIGNMENT = 32;
  private static final int MIN_ALIGNMENT = 8; // the specification: a multiple of 8
  private static final int MAX_ALIGNMENT = 1 << 20; // beyond any page size

  private final String name;
  private final MemorySegment bytes;
  private final int version;
  private final int alignment;
  private final GgufMetadata metadata;
  private final List<GgufTensor> tensors;
  private final long headerBytes;
  private final Map<String, GgufTensor> tensorsByName = new LinkedHashMap<>();
  private final @Nullable Arena arena; // null if the bytes are the caller's
  private final @Nullable FileChannel channel; // likewise

  private GgufFile(
      String name, MemorySegment bytes, @Nullable Arena arena, @Nullable FileChannel channel)
      throws GgufException {
    this.name = name;
    this.arena = arena;
    this.channel = channel;
    this.bytes = bytes.asReadOnly();
    var cursor = new Cursor(name, this.bytes);
    this.version = readVersion(cursor);
    int tensorCount =
        cursor.count("tensor count", TensorParser.MIN_TENSOR_BYTES, TensorParser.MAX_TENSORS);
    int entryCount =
        cursor.count("metadata count", MetadataParser.MIN_ENTRY_BYTES, MetadataParser.MAX_ENTRIES);
    this.metadata = MetadataParser.parse(cursor, entryCount);
    this.alignment = readAlignment(metadata);
    this.tensors = TensorParser.parse(cursor, tensorCount, bytes.byteSize(), alignment);
    this.headerBytes = cursor.position();
    for (GgufTensor tensor : tensors) {
      tensorsByName.put(tensor.name(), tensor);
    }
  }

  /**
   * Opens a file and maps it into memory; {@link #close()} gives back both.
   *
   * @throws GgufException if the file cannot be read or is malformed; the message begins with the
   *     path as it was given
   */
  @SuppressWarnings("MustBeClosedChecker") // the file closes arena and channel
  public static GgufFile open(Path path) throws GgufException {
    String name = path.toString();
    Arena arena = Arena.ofShared();
    @Nullable FileChannel channel = null;
    boolean opened = false;
    try {
      channel = channel(path);
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      var file = new GgufFile(name, bytes, arena, channel);
      opened = true;
      return file;
    } catch (IOException e) {
      throw unreadable(name, e);
    } catch (UnsupportedOperationException e) {
      throw new GgufException(name, "its file system does not support memory maps", e);
    } finally {
      if (!opened) {
        arena.close();
        close(channel);
      }
    }
  }

  /**
   * Reads a file that is in memory already. The segment is not copied: it must stay alive and
   * unchanged for as long as this object is used, and {@link #close()} leaves it alone.
   *
   * @param name what messages call the file
   * @throws GgufException if the bytes are malformed
   */
  public static GgufFile parse(String name, MemorySegment bytes) throws GgufException {
    return new GgufFile(name, bytes, null, null);
  }

  /** What messages call the file. */
  public String name() {
    return name;
  }

  /** The version of the format, 2 or 3. */
  public int version() {
    return version;
  }

  /** The size of the file in bytes. */
  public long size() {
    return bytes.byteSize();
  }

  /** All bytes before the tensors' own, read-only: the metadata, and what is said of tensors. */
  public MemorySegment header() {
    return bytes.asSlice(0, headerBytes);
  }

  /** What every tensor's offset in the file is a multiple of: a power of two from 8 to 2^20. */
  public int alignment() {
    return alignment;
  }

  public GgufMetadata metadata() {
    return metadata;
  }

  /** The tensors in the order in which the file lists them. */
  public List<GgufTensor> tensors() {
    return tensors;
  }

  public Optional<GgufTensor> tensor(String tensorName) {
    return Optional.ofNullable(tensorsByName.get(tensorName));
  }

  /**
   * A tensor that the caller cannot do without.
   *
   * @throws GgufException if there is none of that name
   */
  public GgufTensor requireTensor(String tensorName) throws GgufException {
    GgufTensor tensor = tensorsByName.get(tensorName);
    if (tensor == null) {
      throw new GgufException(
          name,
          "tensor %s is missing among the file's %s"
              .formatted(GgufException.quote(tensorName), tensors.size()));
    }
    return tensor;
  }

  /**
   * Exactly the tensor's bytes, read-only. They are not aligned beyond what {@link #alignment()}
   * says of their offset and what the memory behind {@link #parse} has: read them unaligned.
   *
   * @throws IllegalArgumentException if the tensor is not of this file
   */
  public MemorySegment data(GgufTensor tensor) {
    if (!tensor.equals(tensorsByName.get(tensor.name()))) {
      throw new IllegalArgumentException(tensor + " is not a tensor of " + name);
    }
    return bytes.asSlice(tensor.offset(), tensor.byteSize());
  }

  /**
   * Reads some of a tensor's bytes, not by way of the map: so they do not count as memory of this
   * process, and a file that has become shorter is no worse than an exception.
   *
   * @param from the first of them, counted from the tensor's start
   * @param target receives them from its start on
   * @param length how many, within the tensor
   * @throws GgufException if the file cannot be read or has been cut short
   */
  public void read(GgufTensor tensor, long from, byte[] target, int length) throws GgufException {
    MemorySegment data = data(tensor);
    Objects.checkFromIndexSize(from, length, data.byteSize());
    if (channel == null) {
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, from, target, 0, length);
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(target, 0, length);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, tensor.offset() + from + buffer.position()) < 0) {
          throw illegal(
              tensor,
              "the file ends at byte %s: it has been cut short since it was opened"
                  .formatted(channel.size()));
        }
      }
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * The exception for a tensor that this file may have but its reader cannot use.
   *
   * @param problem what is wrong and what is legal, such as {@code "shape [3] is not [64]"}
   */
  public GgufException illegal(GgufTensor tensor, String problem) {
    return new GgufException(
        name, tensor.offset(), "tensor " + GgufException.quote(tensor.name()) + ": " + problem);
  }

  /**
   * Unmaps the file. The segments that {@link #data} gave must not be used from then on; doing so
   * throws {@link IllegalStateException}.
   */
  @Override
  public synchronized void close() {
    if (arena != null && arena.scope().isAlive()) {
      arena.close();
      close(channel);
    }
  }

  /** A file that was only read has nothing left to lose, whatever closing it says. */
  @SuppressWarnings("EmptyCatch")
  private static void close(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException _) {
        // as said above
      }
    }
  }

  /** Opens a file for reading. */
  private static FileChannel channel(Path path) throws IOException {
    String name = path.toString();
    var attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new GgufException(name, "is a directory, not a GGUF file");
    }
    if (!attributes.isRegularFile()) { // opening a pipe would wait for its writer
      throw new GgufException(name, "is not a regular file");
    }
    if (attributes.size() == 0) {
      throw new GgufException(name, "is empty");
    }
    return FileChannel.open(path, StandardOpenOption.READ);
  }

  private static GgufException unreadable(String name, IOException e) {
    return switch (e) {
      case GgufException gguf -> gguf;
      case NoSuchFileException missing -> new GgufException(name, "there is no such file", missing);
      case AccessDeniedException denied ->
          new GgufException(name, "may not be read: permission denied", denied);
      default -> new GgufException(name, "cannot be read: " + e, e);
    };
  }

  private static int readVersion(Cursor cursor) throws GgufException {
    long magic = cursor.u32("magic");
    if (magic != MAGIC) {
      throw cursor.error(
          0,
          String.format(
              Locale.ROOT,
              "the file begins with bytes %08x, not with %08x (\"GGUF\"): it is not a GGUF file",
              Integer.reverseBytes((int) magic),
              Integer.reverseBytes(MAGIC)));
    }
    long at = cursor.position();
    long version = cursor.u32("version");
    if (version != 0 && (version & 0xffff) == 0) {
      throw cursor.error(
          at, "the file is big-endian, which is not supported; convert it to little-endian");
    }
    if (version != 2 && version != 3) {
      throw cursor.error(at, "GGUF version " + version + " is not in [2, 3]");
    }
    return (int) version;
  }

  private static int readAlignment(GgufMetadata metadata) throws GgufException {
    if (!metadata.keys().contains(ALIGNMENT_KEY)) {
      return DEFAULT_ALIGNMENT;
    }
    long alignment = metadata.requireU32(ALIGNMENT_KEY);
    if (alignment < MIN_ALIGNMENT || alignment > MAX_ALIGNMENT || Long.bitCount(alignment) != 1) {
      throw metadata.illegal(
          ALIGNMENT_KEY,
          "%s is not a power of two in [%s, %s]"
              .formatted(alignment, MIN_ALIGNMENT, MAX_ALIGNMENT));
    }
    return (int) alignment;
  }
}
