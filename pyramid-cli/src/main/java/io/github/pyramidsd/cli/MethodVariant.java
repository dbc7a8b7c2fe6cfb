package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Method.Knobs;
import io.github.pyramidsd.evaluation.study.Knob;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A method with block lengths of its own, written {@code METHOD[:DRAFT[:BLOCK]]}.
 *
 * @param draftLength how many tokens the draft proposes; null: as the options say
 * @param blockLength how many tokens the qualifier hands on; null: as the options say
 */
record MethodVariant(
    DecodingMethod method, @Nullable Integer draftLength, @Nullable Integer blockLength) {

  /** Plain decoding, which others are compared with. */
  static final MethodVariant TARGET = of(new DecodingMethod.Named(Method.TARGET));

  /** With the lengths that the options say. */
  static MethodVariant of(DecodingMethod method) {
    return new MethodVariant(method, null, null);
  }

  /** As the user writes it. */
  String label() {
    return method.label()
        + (draftLength == null ? "" : ":" + draftLength)
        + (blockLength == null ? "" : ":" + blockLength);
  }

  /** These knobs, but with the variant's lengths. */
  Knobs of(Knobs knobs) {
    return new Knobs(
        draftLength == null ? knobs.draftLength() : draftLength,
        blockLength == null ? knobs.blockLength() : blockLength,
        knobs.tauQ(),
        knobs.tauT(),
        knobs.divergence(),
        knobs.onDivergence());
  }

  /** Reads it. */
  static final class Converter implements ITypeConverter<MethodVariant> {
    @Override
    public MethodVariant convert(String value) {
      if (value.contains("+")) {
        return of(DecodingMethod.parse(value)); // which has its lengths in it
      }
      String[] parts = value.split(":", -1);
      DecodingMethod method = DecodingMethod.parse(parts[0]);
      int most = (int) Arrays.stream(Role.values()).filter(method::needs).count();
      if (parts.length > most) {
        throw new TypeConversionException(
            "'%s' has %s lengths, expected at most %s, which %s has"
                .formatted(value, parts.length - 1, most - 1, method.label()));
      }
      return new MethodVariant(
          method,
          parts.length > 1 ? length(value, parts[1]) : null,
          parts.length > 2 ? length(value, parts[2]) : null);
    }
  }

  /** Reads a length. */
  static int length(String value, String part) {
    if (!part.matches("[1-9][0-9]?") || Integer.parseInt(part) > Knob.LONGEST) {
      throw new TypeConversionException(
          "'%s' has a length of '%s', expected 1 to %s".formatted(value, part, Knob.LONGEST));
    }
    return Integer.parseInt(part);
  }
}
