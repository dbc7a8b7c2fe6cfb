package io.github.pyramidsd.evaluation.result;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Results as lines of JSON. A number that is not finite is null, and NaN when it is read again; a
 * score that is not finite is none.
 */
public final class ResultJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .withConfigOverride(
              Map.class, map -> map.setNullHandling(JsonSetter.Value.forContentNulls(Nulls.SKIP)))
          .addModule(new FiniteNumbers())
          .addModule(new SimpleModule().addDeserializer(double.class, new DoubleOrNaN()))
          .build();

  private ResultJson() {}

  /** A result in one line, without its end. */
  public static String write(RunResult result) {
    return MAPPER.writeValueAsString(result);
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is not the JSON of a result
   */
  public static RunResult read(String line) {
    try {
      @Nullable RunResult result = MAPPER.readValue(line, RunResult.class);
      if (result == null) {
        throw new IllegalArgumentException("it is null");
      }
      return result;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    } catch (NullPointerException e) { // a text or a list is null
      throw new IllegalArgumentException("it has a null where there must be a value", e);
    }
  }

  private static final class DoubleOrNaN extends StdDeserializer<Double> {

    DoubleOrNaN() {
      super(double.class);
    }

    @Override
    public Double deserialize(JsonParser in, DeserializationContext context) {
      return in.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }
}
