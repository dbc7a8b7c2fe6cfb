package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.AcceptanceRule.OnDivergence;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.engine.Engine.CacheType;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.models.EmbeddedFamily;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads option values that are one of a few names. */
final class Labels {

  private Labels() {}

  static final class DivergenceConverter implements ITypeConverter<Divergence> {
    @Override
    public Divergence convert(String value) {
      return parse(value, Divergence.values(), Divergence::label);
    }
  }

  static final class OnDivergenceConverter implements ITypeConverter<OnDivergence> {
    @Override
    public OnDivergence convert(String value) {
      return parse(value, OnDivergence.values(), Labels::lowerCase);
    }
  }

  static final class KernelConverter implements ITypeConverter<KernelChoice> {
    @Override
    public KernelChoice convert(String value) {
      return parse(value, KernelChoice.values(), Labels::lowerCase);
    }
  }

  static final class LogitsConverter implements ITypeConverter<ForwardBench.Logits> {
    @Override
    public ForwardBench.Logits convert(String value) {
      return parse(value, ForwardBench.Logits.values(), Labels::lowerCase);
    }
  }

  static final class CacheTypeConverter implements ITypeConverter<CacheType> {
    @Override
    public CacheType convert(String value) {
      return parse(value, CacheType.values(), Labels::lowerCase);
    }
  }

  static final class FamilyConverter implements ITypeConverter<EmbeddedFamily> {
    @Override
    public EmbeddedFamily convert(String value) {
      return parse(value, EmbeddedFamily.values(), EmbeddedFamily::label);
    }
  }

  static <T> T parse(String value, T[] values, Function<T, String> label) {
    return Arrays.stream(values)
        .filter(candidate -> label.apply(candidate).equals(value))
        .findAny()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is not one of %s"
                        .formatted(
                            value,
                            Arrays.stream(values).map(label).collect(Collectors.joining(", ")))));
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
