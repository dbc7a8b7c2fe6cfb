package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.evaluation.json.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The finished prompts of a batch, in a file of {@linkplain JsonLines JSON lines}. */
public final class CompletionFile implements AutoCloseable {

  private final Path file;
  private final Request request;
  private final Map<String, Prompt> prompts; // by id
  private final Set<String> finished = new HashSet<>();
  private final JsonLines lines;

  private CompletionFile(Path file, Request request, List<Prompt> prompts, Opening opening)
      throws IOException {
    this.file = file;
    this.request = request;
    this.prompts = prompts.stream().collect(Collectors.toMap(Prompt::id, Function.identity()));
    this.lines = opening.open(new Belonging());
  }

  private interface Opening {
    JsonLines open(JsonLines.Records records) throws IOException;
  }

  /**
   * Opens a file, or begins one, and checks every line of it; changes nothing in it.
   *
   * @param notes hears of a line that was cut off
   * @throws IOException if a line is malformed, comes twice, or is of another prompt or other
   *     options (the message names it), or another process has the file open
   */
  public static CompletionFile open(
      Path file, Request request, List<Prompt> prompts, Consumer<String> notes) throws IOException {
    return new CompletionFile(
        file, request, prompts, records -> JsonLines.open(file, records, notes));
  }

  /** Prints completions instead of keeping them. */
  public static CompletionFile printed(
      Consumer<String> printer, Request request, List<Prompt> prompts) throws IOException {
    return new CompletionFile(Path.of(""), request, prompts, _ -> JsonLines.to(printer));
  }

  /** Those that are of the prompts, and were made as they are asked for. */
  private final class Belonging implements JsonLines.Records {

    @Override
    public void take(String line) {
      Completion completion;
      try {
        completion = Json.read(line, Completion.class);
      } catch (Json.MalformedException e) {
        throw new IllegalArgumentException("not a completion: " + e.getMessage(), e);
      }
      require(completion);
      finished.add(completion.id());
    }

    @Override
    public String start() {
      return "{\"id\":\"";
    }

    @Override
    public boolean owns(Map<String, JsonNode> fields) {
      JsonNode id = fields.get("id");
      JsonNode digest = fields.get("request");
      return id != null && digest != null && problem(id.asString(""), digest.asString("")) == null;
    }
  }

  private void require(Completion completion) {
    String problem = problem(completion.id(), completion.request());
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** Why a completion does not belong here; null if it does. */
  private @Nullable String problem(String of, String digest) {
    Prompt prompt = prompts.get(of);
    String id = "\"" + of + "\"";
    if (prompt == null) {
      return "there is no prompt " + id + ": give another output, or take the file away";
    }
    if (!request.digest(prompt).equals(digest)) {
      return "prompt "
          + id
          + " was completed with other models or options, or its text was another: give another"
          + " output, or take the file away";
    }
    return finished.contains(of) ? "prompt " + id + " is completed twice" : null;
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

  /** Whether a batch that is stopped can be gone on with: not where there is no regular file. */
  public boolean isResumable() {
    return lines.isResumable();
  }

  /**
   * Adds a finished prompt; when this returns, the end of the process does not undo it.
   *
   * @throws IllegalArgumentException if it is there already, or does not belong here
   */
  public synchronized void append(Completion completion) throws IOException {
    require(completion);
    lines.append(Json.write(completion));
    finished.add(completion.id());
  }

  /** Sees to it that the end of the machine does not undo what was added. */
  public void force() throws IOException {
    lines.force();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
