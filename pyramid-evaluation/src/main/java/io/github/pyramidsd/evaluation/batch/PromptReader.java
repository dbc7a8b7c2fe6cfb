package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.evaluation.json.Utf8;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Reads prompts, a JSON object a line: {@code prompt}, and if it likes {@code id} and the keys of
 * {@link PromptOptions}. Other keys are the user's own and mean nothing here, unless they look like
 * one of these misspelt.
 */
public final class PromptReader {

  private PromptReader() {}

  /**
   * Reads all of a file.
   *
   * @throws IOException if any line is wrong, naming the file, the line and the key, or there is
   *     none
   */
  public static List<Prompt> read(Path file) throws IOException {
    return parse(file.toString(), Utf8.read(file.toString()));
  }

  /**
   * Reads all of a text.
   *
   * @param source what messages call it
   * @throws IOException as {@link #read} does
   */
  public static List<Prompt> parse(String source, String text) throws IOException {
    List<Prompt> prompts = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>(); // by id
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      Prompt prompt = prompt(source + ":" + number, number, line);
      Integer earlier = lines.putIfAbsent(prompt.id(), number);
      if (earlier != null) {
        throw new IOException(
            "%s:%d: id \"%s\" is that of line %d too, expected one that no other prompt has"
                .formatted(source, number, prompt.id(), earlier));
      }
      prompts.add(prompt);
    }
    if (prompts.isEmpty()) {
      throw new IOException(source + ": holds no prompts, expected one JSON object a line");
    }
    return List.copyOf(prompts);
  }

  private static Prompt prompt(String place, int number, String line) throws IOException {
    JsonNode node;
    try {
      node = Json.read(line);
    } catch (Json.MalformedException e) {
      throw new IOException(place + ": " + e.getMessage(), e);
    }
    return new PromptLine(place, node).prompt(number);
  }
}
