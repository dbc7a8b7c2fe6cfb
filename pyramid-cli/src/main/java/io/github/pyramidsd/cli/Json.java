package io.github.pyramidsd.cli;

import io.github.pyramidsd.evaluation.result.FiniteNumbers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes JSON. Components of records keep their order; what is not finite is null. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .addModule(new FiniteNumbers())
          .build();

  private Json() {}

  /** A value in one line. */
  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static JsonNode read(String json) {
    return MAPPER.readTree(json);
  }

  /** Reads a record; null if the text says null. */
  static <T> @Nullable T read(String json, Class<T> type) {
    return MAPPER.readValue(json, type);
  }
}
