package io.github.pyramidsd.evaluation.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A file of JSON lines that only grows, of which each line is a record. A process that is killed
 * loses at most the record that it was at, and leaves at most one line without an end.
 *
 * <p>Opening a file changes nothing in it: its lines are checked, and a line without an end is cut
 * off only when the first record is appended, and only if it is the beginning of a record that
 * belongs there. While a regular file is open no other process can open it. What is no regular
 * file, such as a pipe, can be written to, but not be read again.
 */
public final class JsonLines implements AutoCloseable {

  private static final int CHUNK = 1 << 16;
  private static final int LONGEST_LINE = 1 << 28; // bytes

  /** Which records belong in a file. */
  public interface Records {

    /**
     * Takes a line that the file has.
     *
     * @throws IllegalArgumentException if it does not belong here; the message says why
     */
    void take(String line);

    /** The text that every record begins with. */
    String start();

    /**
     * Whether the first fields of a record, as far as it was written, show that it belongs here.
     */
    boolean owns(Map<String, JsonNode> fields);
  }

  private final String name;
  private final @Nullable FileChannel channel; // null: records are printed
  private final Consumer<String> printer;
  private final boolean regular;
  private final Consumer<String> notes;
  private int lines;
  private int torn; // bytes after the last end of a line

  private JsonLines(
      String name,
      @Nullable FileChannel channel,
      Consumer<String> printer,
      boolean regular,
      Consumer<String> notes) {
    this.name = name;
    this.channel = channel;
    this.printer = printer;
    this.regular = regular;
    this.notes = notes;
  }

  /** Hands records on, line by line, without their ends. */
  public static JsonLines to(Consumer<String> printer) {
    return new JsonLines("standard output", null, printer, false, _ -> {});
  }

  /**
   * Opens a file, or begins one, and checks every line of it.
   *
   * @param notes hears of a line that was cut off
   * @throws IOException if a line does not belong there (the message names it), or another process
   *     has the file open
   */
  public static JsonLines open(Path file, Records records, Consumer<String> notes)
      throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a directory, expected a file");
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      throw new IOException(file + ": there is no directory " + directory + ": make it first");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      return new JsonLines(file.toString(), channel, _ -> {}, false, notes);
    }
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      JsonLines opened = new JsonLines(file.toString(), channel, _ -> {}, true, notes);
      opened.lock(channel);
      opened.readAll(channel, records);
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      try (channel) {
        throw e;
      }
    }
  }

  private void lock(FileChannel channel) throws IOException {
    boolean locked;
    try {
      locked = channel.tryLock() != null; // until the channel is closed
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      throw new IOException(name + ": another process is writing to it: wait for its end");
    }
  }

  private void readAll(FileChannel channel, Records records) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    while (channel.read(chunk.clear()) >= 0) {
      chunk.flip();
      while (chunk.hasRemaining()) {
        byte next = chunk.get();
        if (next != '\n') {
          line.write(next);
        } else {
          lines++;
          take(line.toByteArray(), records);
          line.reset();
        }
      }
      if (line.size() > LONGEST_LINE) {
        throw foreign("is longer than any record");
      }
    }
    torn = line.size();
    if (torn > 0 && !isBeginning(line.toString(StandardCharsets.UTF_8), records)) {
      throw foreign("has no end, and is not known to be the beginning of a record");
    }
    channel.position(channel.size());
  }

  private void take(byte[] line, Records records) throws IOException {
    String place = name + ":" + lines;
    String text;
    try {
      text = Utf8.decode(place, line);
    } catch (IOException e) {
      throw new IOException(place + ": not UTF-8 text", e);
    }
    try {
      records.take(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(place + ": " + e.getMessage(), e);
    }
  }

  /** Where no line was whole, the torn one itself must tell whose it is. */
  private boolean isBeginning(String tail, Records records) {
    String start = records.start();
    return lines == 0
        ? records.owns(Json.beginning(tail))
        : tail.startsWith(start) || start.startsWith(tail);
  }

  private IOException foreign(String problem) {
    return new IOException(
        "%s:%d: the line %s: give another output, or take the file away"
            .formatted(name, lines + 1, problem));
  }

  /** Whether what is written can be read again, and gone on with. */
  public boolean isResumable() {
    return regular;
  }

  /**
   * Adds a record; when this returns, the end of the process does not undo it.
   *
   * @throws IOException if it cannot be written; the file then ends as it did before
   */
  public synchronized void append(String line) throws IOException {
    if (channel == null) {
      printer.accept(line);
      return;
    }
    cutTorn(channel);
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    long start = regular ? channel.position() : 0;
    try {
      while (bytes.hasRemaining()) { // once, unless the disk is full
        channel.write(bytes);
      }
      lines++;
    } catch (IOException e) {
      if (regular) {
        channel.truncate(start);
      }
      throw new IOException(name + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private void cutTorn(FileChannel open) throws IOException {
    if (torn > 0) {
      notes.accept(
          "%s: line %d was not finished, its writer must have been killed: it is cut off and made again"
              .formatted(name, lines + 1));
      open.truncate(open.size() - torn);
      torn = 0;
    }
  }

  /** Sees to it that the end of the machine does not undo what was added. */
  public void force() throws IOException {
    if (channel != null && regular) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      try (channel) {
        force();
      }
    }
  }
}
