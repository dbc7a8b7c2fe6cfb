package io.github.pyramidsd.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Where prompts come from. */
final class PromptOptions {

  /**
   * A text to continue.
   *
   * @param id what a file of many prompts calls it; null for the only one
   */
  record Prompt(@Nullable String id, String text) {}

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROMPT",
      description = "The text to continue; read from standard input if not given.")
  private @Nullable String prompt;

  @Option(names = "--prompt-file", paramLabel = "FILE", description = "Read the prompt from here.")
  private @Nullable String promptFile;

  @Option(
      names = "--prompts",
      paramLabel = "FILE.jsonl",
      description = "Continue many prompts in turn: an object with \"prompt\" and \"id\" a line.")
  private @Nullable String promptsFile;

  /** Whether there may be several prompts. */
  boolean isMany() {
    return promptsFile != null;
  }

  /** Checks that the prompt comes from one place. */
  void check(Console console) {
    List<String> given = new ArrayList<>();
    Stream.of("PROMPT").filter(name -> prompt != null).forEach(given::add);
    Stream.of("--prompt-file").filter(name -> promptFile != null).forEach(given::add);
    Stream.of("--prompts").filter(name -> promptsFile != null).forEach(given::add);
    if (given.size() > 1) {
      throw new UsageException(
          String.join(" and ", given) + " exclude each other: give one of them");
    }
    if (given.isEmpty() && console.inIsTerminal()) {
      throw new UsageException(
          "there is no prompt: give it as PROMPT, by --prompt-file or on standard input");
    }
  }

  List<Prompt> read(Console console) throws IOException {
    if (promptsFile != null) {
      return readLines(promptsFile);
    }
    if (promptFile != null) {
      return List.of(new Prompt(null, TextSource.readFile(promptFile)));
    }
    return List.of(new Prompt(null, prompt != null ? prompt : TextSource.readAll(console.in())));
  }

  /** Reads a file of many prompts. */
  static List<Prompt> readLines(String file) throws IOException {
    return parseLines(file, TextSource.readFile(file));
  }

  /** Reads many prompts, a JSON object a line; errors name the file. */
  static List<Prompt> parseLines(String file, String text) throws IOException {
    List<Prompt> prompts = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank()) {
        prompts.add(parse(file + ":" + number, number, line));
      }
    }
    if (prompts.isEmpty()) {
      throw new IOException(file + ": holds no prompts, expected one JSON object a line");
    }
    return prompts;
  }

  private static Prompt parse(String place, int number, String line) throws IOException {
    JsonNode node;
    try {
      node = Json.read(line);
    } catch (JacksonException e) {
      throw new IOException(place + ": not JSON: " + e.getOriginalMessage(), e);
    }
    JsonNode text = node.path("prompt");
    if (!text.isString()) {
      throw new IOException(place + ": expected an object with a text \"prompt\"");
    }
    JsonNode id = node.path("id");
    return new Prompt(
        id.isValueNode() ? id.asString() : String.valueOf(number), text.stringValue());
  }
}
