package io.github.pyramidsd.evaluation.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The finished prompts of a batch: a file of JSON lines that only grows. A process that is killed
 * loses at most the prompt that it was at, and leaves at most one line without an end, which is cut
 * off when the file is opened next. While it is open no other process can open it.
 */
public final class CompletionFile implements AutoCloseable {

  private static final int CHUNK = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final Request request;
  private final Map<String, Prompt> prompts; // by id
  private final Set<String> finished = new HashSet<>();

  private CompletionFile(Path file, FileChannel channel, Request request, List<Prompt> prompts) {
    this.file = file;
    this.channel = channel;
    this.request = request;
    this.prompts = prompts.stream().collect(Collectors.toMap(Prompt::id, Function.identity()));
  }

  /**
   * Opens a file, or begins one, and checks every line of it.
   *
   * @param notes hears of a line that was cut off
   * @throws IOException if a line is malformed, comes twice, or is of another prompt or other
   *     options (the message names it), or another process has the file open
   */
  public static CompletionFile open(
      Path file, Request request, List<Prompt> prompts, Consumer<String> notes) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      CompletionFile opened = new CompletionFile(file, channel, request, prompts);
      opened.lock();
      opened.readAll(notes);
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      try (channel) {
        throw e;
      }
    }
  }

  private void lock() throws IOException {
    boolean locked;
    try {
      locked = channel.tryLock() != null; // until the channel is closed
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      throw new IOException(file + ": another batch is writing to it: wait for its end, or end it");
    }
  }

  private void readAll(Consumer<String> notes) throws IOException {
    LineSplitter lines = new LineSplitter();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    int number = 0;
    while (channel.read(chunk.clear()) >= 0) {
      for (byte[] line : lines.add(chunk.flip())) {
        number++;
        check(number, line);
      }
    }
    if (lines.rest() > 0) {
      notes.accept(
          "%s: line %s was not finished, its writer must have been killed: it is cut off and that prompt is completed again"
              .formatted(file, number + 1));
      channel.truncate(channel.size() - lines.rest());
      channel.force(true);
    }
    channel.position(channel.size());
  }

  private void check(int number, byte[] line) throws IOException {
    Completion completion;
    try {
      completion =
          BatchJson.readCompletion(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString());
    } catch (IllegalArgumentException e) {
      throw wrong(number, "not a completion: " + e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw wrong(number, "not UTF-8 text", e);
    }
    String problem = problem(completion);
    if (problem != null) {
      throw wrong(number, problem, null);
    }
    finished.add(completion.id());
  }

  /** Why a completion does not belong here; null if it does. */
  private @Nullable String problem(Completion completion) {
    Prompt prompt = prompts.get(completion.id());
    String id = "\"" + completion.id() + "\"";
    if (prompt == null) {
      return "there is no prompt " + id + ": give another output, or take the file away";
    }
    if (!request.digest(prompt).equals(completion.request())) {
      return "prompt "
          + id
          + " was completed with other models or options, or its text was another: give another"
          + " output, or take the file away";
    }
    return finished.contains(completion.id()) ? "prompt " + id + " is completed twice" : null;
  }

  private IOException wrong(int line, String problem, @Nullable Throwable cause) {
    return new IOException(file + ":" + line + ": " + problem, cause);
  }

  /** The prompts that are not finished, in the order in which they are given. */
  public synchronized List<Prompt> missing(List<Prompt> all) {
    return all.stream().filter(prompt -> !finished.contains(prompt.id())).toList();
  }

  /** What is asked of its prompts. */
  public Request request() {
    return request;
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  /**
   * Adds a finished prompt; when this returns, the end of the process does not undo it.
   *
   * @throws IllegalArgumentException if it is there already, or does not belong here
   */
  public synchronized void append(Completion completion) throws IOException {
    String problem = problem(completion);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    String line = BatchJson.write(completion) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    long start = channel.position();
    try {
      while (bytes.hasRemaining()) { // once, unless the disk is full
        channel.write(bytes);
      }
    } catch (IOException e) {
      channel.truncate(start);
      throw e;
    }
    finished.add(completion.id());
  }

  /** Sees to it that the end of the machine does not undo what was added. */
  public void force() throws IOException {
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      force();
    }
  }
}
