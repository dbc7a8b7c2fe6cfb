package io.github.pyramidsd.evaluation.result;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The finished runs of a study: a file of JSON lines that only grows. A line is written at once and
 * forced to the disk, so a process that is killed loses at most the run that it was at, and leaves
 * at most one line without an end, which is cut off when the file is opened next. While it is open
 * no other process can open it.
 */
public final class ResultsFile implements AutoCloseable {

  private static final int MOST_BYTES = Integer.MAX_VALUE - 16; // of one array

  private final Path file;
  private final FileChannel channel;
  private final Function<RunKey, Optional<String>> digests;
  private final Map<RunKey, RunResult> results = new LinkedHashMap<>();

  private ResultsFile(Path file, FileChannel channel, Function<RunKey, Optional<String>> digests) {
    this.file = file;
    this.channel = channel;
    this.digests = digests;
  }

  /**
   * Opens a file, or begins one, and checks every line of it.
   *
   * @param digests what {@link RunResult#study()} of a run must be; empty of a run that the study
   *     does not have
   * @param notes hears of a line that was cut off
   * @throws IOException if a line is malformed, comes twice or is of another study (the message
   *     names it), or another process has the file open
   */
  public static ResultsFile open(
      Path file, Function<RunKey, Optional<String>> digests, Consumer<String> notes)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      lock(file, channel);
      ResultsFile opened = new ResultsFile(file, channel, digests);
      opened.readAll(notes);
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      try (channel) {
        throw e;
      }
    }
  }

  private static void lock(Path file, FileChannel channel) throws IOException {
    boolean locked;
    try {
      locked = channel.tryLock() != null; // until the channel is closed
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      throw new IOException(
          file + ": another run of the study is writing to it: wait for its end, or end it");
    }
  }

  private void readAll(Consumer<String> notes) throws IOException {
    if (channel.size() > MOST_BYTES) {
      throw new IOException(
          "%s: has %s bytes, expected at most %s".formatted(file, channel.size(), MOST_BYTES));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    bytes.flip();
    int number = 0;
    int start = 0;
    for (int i = 0; i < bytes.limit(); i++) {
      if (bytes.get(i) == '\n') {
        number++;
        add(number, bytes.slice(start, i - start));
        start = i + 1;
      }
    }
    if (start < bytes.limit()) {
      notes.accept(
          "%s: line %s was not finished, its writer must have been killed: it is cut off and that run is made again"
              .formatted(file, number + 1));
      channel.truncate(start);
      channel.force(true);
    }
    channel.position(start);
  }

  private void add(int number, ByteBuffer line) throws IOException {
    RunResult result;
    try {
      result = ResultJson.read(StandardCharsets.UTF_8.newDecoder().decode(line).toString());
    } catch (IllegalArgumentException e) {
      throw wrong(number, "is not the JSON of a run: " + e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw wrong(number, "is not UTF-8", e);
    }
    RunKey key = result.key();
    Optional<String> digest = digests.apply(key);
    if (digest.isEmpty() || !digest.get().equals(result.study())) {
      throw wrong(
          number,
          "is of another study (%s): %s; give another output directory, or take the file away"
              .formatted(
                  key,
                  digest.isEmpty()
                      ? "this one has no such run"
                      : "models, knobs, sampling, task or limits were different"),
          null);
    }
    if (results.putIfAbsent(key, result) != null) {
      throw wrong(number, "repeats " + key + ", which an earlier line has", null);
    }
  }

  private IOException wrong(int line, String problem, @Nullable Throwable cause) {
    return new IOException("%s: line %s %s".formatted(file, line, problem), cause);
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  /** Whether a run is finished. */
  public synchronized boolean contains(RunKey key) {
    return results.containsKey(key);
  }

  /** The finished runs, in the order of the file. */
  public synchronized List<RunResult> results() {
    return Collections.unmodifiableList(new ArrayList<>(results.values()));
  }

  /**
   * Adds a finished run; when this returns, it is on the disk.
   *
   * @throws IllegalArgumentException if it is there already, or of another study
   */
  public synchronized void append(RunResult result) throws IOException {
    if (results.containsKey(result.key())) {
      throw new IllegalArgumentException(result.key() + " is in " + file + " already");
    }
    if (!digests.apply(result.key()).equals(Optional.of(result.study()))) {
      throw new IllegalArgumentException(result.key() + " is not of the study of " + file);
    }
    String line = ResultJson.write(result) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    long start = channel.position();
    try {
      while (bytes.hasRemaining()) { // once, unless the disk is full
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      channel.truncate(start);
      throw e;
    }
    results.put(result.key(), ResultJson.read(line)); // as it will be read again
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
