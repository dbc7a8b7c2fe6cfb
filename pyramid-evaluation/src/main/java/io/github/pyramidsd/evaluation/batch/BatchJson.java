package io.github.pyramidsd.evaluation.batch;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Prompts and completions as lines of JSON, which have no line break and no tab in them. */
public final class BatchJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private BatchJson() {}

  /** A completion in one line, without its end. */
  public static String write(Completion completion) {
    return MAPPER.writeValueAsString(completion);
  }

  /**
   * A prompt in one line, for another process; not as a line of a prompts file.
   *
   * @see #readPrompt
   */
  public static String write(Prompt prompt) {
    return MAPPER.writeValueAsString(prompt);
  }

  /**
   * Reads a completion.
   *
   * @throws IllegalArgumentException if the text is not one
   */
  public static Completion readCompletion(String line) {
    return read(line, Completion.class);
  }

  /**
   * Reads a prompt that was written here.
   *
   * @throws IllegalArgumentException if the text is not one
   */
  public static Prompt readPrompt(String line) {
    return MAPPER
        .rebuild()
        .disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES) // null is left out
        .build()
        .readValue(line, Prompt.class);
  }

  /** Reads any JSON. */
  static JsonNode readTree(String line) {
    return MAPPER.readTree(line);
  }

  private static <T> T read(String line, Class<T> type) {
    try {
      @Nullable T value = MAPPER.readValue(line, type);
      if (value == null) {
        throw new IllegalArgumentException("it is null");
      }
      return value;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }
}
