package io.github.pyramidsd.evaluation.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.StringReader;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Reads and writes JSON, and says in words of its own what is wrong with it. Components of records
 * keep their order. A number that is not finite is written as null, since JSON has no other way to
 * say so; a null where a {@code double} must be is read as NaN.
 */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .withConfigOverride(
              Map.class, map -> map.setNullHandling(JsonSetter.Value.forContentNulls(Nulls.SKIP)))
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new FiniteNumber<>(Double.class))
                  .addSerializer(double.class, new FiniteNumber<>(Double.class))
                  .addSerializer(Float.class, new FiniteNumber<>(Float.class))
                  .addSerializer(float.class, new FiniteNumber<>(Float.class))
                  .addDeserializer(double.class, new DoubleOrNaN()))
          .build();

  /** Text is not the JSON that it should be; the message continues the name of its place. */
  public static final class MalformedException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private MalformedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private Json() {}

  /** A value in one line, without its end. */
  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /**
   * Reads any value.
   *
   * @throws MalformedException if the text is not one JSON value
   */
  public static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw malformed(e, text);
    }
  }

  /**
   * Reads a record, of which every component is there; other keys are passed over.
   *
   * @throws MalformedException if the text is not JSON, or a value is missing or of another type
   */
  public static <T> T read(String text, Class<T> type) {
    JsonNode node = read(text);
    if (!node.isObject()) {
      throw new MalformedException("expected a JSON object", null);
    }
    for (RecordComponent part : type.getRecordComponents()) {
      if (!node.has(part.getName())) {
        throw new MalformedException("\"%s\" is missing".formatted(part.getName()), null);
      }
    }
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JacksonException e) {
      throw malformed(e, text);
    }
  }

  /** The fields at the beginning of an object whose end is missing, as far as they are whole. */
  static Map<String, JsonNode> beginning(String text) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    try (JsonParser parser = MAPPER.createParser(new StringReader(text))) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, parser.readValueAsTree());
        }
      }
    } catch (JacksonException e) {
      return fields; // here the text ends, or is none of ours
    }
    return fields;
  }

  private static MalformedException malformed(JacksonException e, String text) {
    return new MalformedException(problem(e, text), e);
  }

  private static String problem(JacksonException e, String text) {
    return switch (e) {
      case UnexpectedEndOfInputException _ -> "not JSON" + place(e, text) + ": it ends too early";
      case StreamReadException _ when e.getOriginalMessage().startsWith("Duplicate") ->
          "not JSON" + place(e, text) + ": the same key comes twice";
      case StreamReadException _ -> "not JSON" + place(e, text) + ": expected something else there";
      case DatabindException _ when !e.getPath().isEmpty() ->
          "\"%s\" is not what is expected".formatted(path(e.getPath()));
      case ValueInstantiationException _ -> "a value is null or out of its range";
      default -> "not JSON" + place(e, text) + ": expected the end there, after one value";
    };
  }

  private static String place(JacksonException e, String text) {
    if (e.getLocation() == null || e.getLocation().getColumnNr() < 1) {
      return "";
    }
    int column = e.getLocation().getColumnNr();
    return text.strip().indexOf('\n') < 0
        ? ", at column " + column
        : ", at line %d, column %d".formatted(e.getLocation().getLineNr(), column);
  }

  private static String path(List<JacksonException.Reference> path) {
    return path.stream()
        .map(
            step ->
                step.getPropertyName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getPropertyName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  private static final class FiniteNumber<T extends Number> extends StdSerializer<T> {

    FiniteNumber(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializationContext context) {
      if (!Double.isFinite(value.doubleValue())) {
        out.writeNull();
      } else if (value instanceof Float number) {
        out.writeNumber(number.floatValue());
      } else {
        out.writeNumber(value.doubleValue());
      }
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
