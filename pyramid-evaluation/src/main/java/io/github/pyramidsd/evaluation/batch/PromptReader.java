package io.github.pyramidsd.evaluation.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads a file of prompts, a JSON object a line: {@code prompt}, and if it likes {@code id} and the
 * keys of {@link PromptOptions}. Other keys are the user's own and mean nothing here, unless they
 * look like one of these misspelt.
 */
public final class PromptReader {

  private final Path file;
  private final List<Prompt> prompts = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>(); // by id

  private PromptReader(Path file) {
    this.file = file;
  }

  /**
   * Reads all.
   *
   * @throws IOException if any line is wrong, naming the file, the line and the key, or there is
   *     none
   */
  public static List<Prompt> read(Path file) throws IOException {
    PromptReader reader = new PromptReader(file);
    reader.read(Files.readAllBytes(file));
    if (reader.prompts.isEmpty()) {
      throw new IOException(file + ": holds no prompts, expected one JSON object a line");
    }
    return List.copyOf(reader.prompts);
  }

  private void read(byte[] bytes) throws IOException {
    int number = 0;
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        number++;
        read(number, ByteBuffer.wrap(bytes, start, i - start));
        start = i + 1;
      }
    }
  }

  private void read(int number, ByteBuffer bytes) throws IOException {
    String place = file + ":" + number;
    String line;
    try {
      line = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(place + ": not UTF-8 text", e);
    }
    if (line.isBlank()) {
      return;
    }
    JsonNode node;
    try {
      node = BatchJson.readTree(line);
    } catch (JacksonException e) {
      throw new IOException(place + ": not JSON: " + e.getOriginalMessage(), e);
    }
    Prompt prompt = new PromptLine(place, node).prompt(number);
    Integer earlier = lines.putIfAbsent(prompt.id(), number);
    if (earlier != null) {
      throw new IOException(
          "%s: id \"%s\" is that of line %s too, expected one that no other prompt has"
              .formatted(place, prompt.id(), earlier));
    }
    prompts.add(prompt);
  }
}
