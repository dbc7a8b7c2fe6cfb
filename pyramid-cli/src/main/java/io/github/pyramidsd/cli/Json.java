package io.github.pyramidsd.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Reads and writes JSON. Components of records keep their order; what is not finite is null. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new FiniteDouble())
                  .addSerializer(double.class, new FiniteDouble())
                  .addSerializer(Float.class, new FiniteFloat())
                  .addSerializer(float.class, new FiniteFloat()))
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

  private static final class FiniteDouble extends StdSerializer<Double> {

    FiniteDouble() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializationContext context) {
      if (Double.isFinite(value)) {
        out.writeNumber(value.doubleValue());
      } else {
        out.writeNull();
      }
    }
  }

  private static final class FiniteFloat extends StdSerializer<Float> {

    FiniteFloat() {
      super(Float.class);
    }

    @Override
    public void serialize(Float value, JsonGenerator out, SerializationContext context) {
      if (Float.isFinite(value)) {
        out.writeNumber(value.floatValue());
      } else {
        out.writeNull();
      }
    }
  }
}
