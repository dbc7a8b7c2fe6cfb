package io.github.pyramidsd.evaluation.result;

import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.evaluation.json.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * The finished runs of a study, in a file of {@linkplain JsonLines JSON lines}, each forced to the
 * disk.
 */
public final class ResultsFile implements AutoCloseable {

  private final Path file;
  private final Function<RunKey, Optional<String>> digests;
  private final Map<RunKey, RunResult> results = new LinkedHashMap<>();
  private final JsonLines lines;

  private ResultsFile(Path file, Function<RunKey, Optional<String>> digests, Consumer<String> notes)
      throws IOException {
    this.file = file;
    this.digests = digests;
    this.lines = JsonLines.open(file, new OfStudy(), notes);
  }

  /**
   * Opens a file, or begins one, and checks every line of it; changes nothing in it.
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
    return new ResultsFile(file, digests, notes);
  }

  private final class OfStudy implements JsonLines.Records {

    @Override
    public void take(String line) {
      RunResult result;
      try {
        result = Json.read(line, RunResult.class);
      } catch (Json.MalformedException e) {
        throw new IllegalArgumentException("not the JSON of a run: " + e.getMessage(), e);
      }
      RunKey key = result.key();
      if (!isOfStudy(key, result.study())) {
        throw new IllegalArgumentException(
            "of another study (%s): %s; give another output directory, or take the file away"
                .formatted(
                    key,
                    digests.apply(key).isEmpty()
                        ? "this one has no such run"
                        : "models, knobs, sampling, task or limits were different"));
      }
      if (results.putIfAbsent(key, result) != null) {
        throw new IllegalArgumentException("repeats " + key + ", which an earlier line has");
      }
    }

    @Override
    public String start() {
      return "{\"key\":{\"configuration\":\"";
    }

    @Override
    public boolean owns(Map<String, JsonNode> fields) {
      JsonNode key = fields.get("key");
      JsonNode study = fields.get("study");
      if (key == null || study == null) {
        return false;
      }
      try {
        return isOfStudy(Json.read(key.toString(), RunKey.class), study.asString(""));
      } catch (Json.MalformedException e) {
        return false;
      }
    }
  }

  private boolean isOfStudy(RunKey key, String digest) {
    return digests.apply(key).equals(Optional.of(digest));
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
    if (!isOfStudy(result.key(), result.study())) {
      throw new IllegalArgumentException(result.key() + " is not of the study of " + file);
    }
    String line = Json.write(result);
    lines.append(line);
    lines.force();
    results.put(result.key(), Json.read(line, RunResult.class)); // as it will be read again
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
