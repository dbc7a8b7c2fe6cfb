package io.github.pyramidsd.evaluation.result;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Makes a JSON mapper write null where a number is not finite: JSON has no other way to say so. */
public final class FiniteNumbers extends SimpleModule {

  private static final long serialVersionUID = 1L;

  /** For both floating-point types. */
  public FiniteNumbers() {
    addSerializer(Double.class, new FiniteDouble());
    addSerializer(double.class, new FiniteDouble());
    addSerializer(Float.class, new FiniteFloat());
    addSerializer(float.class, new FiniteFloat());
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
