package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code --method} asks for. */
sealed interface DecodingMethod {

  /** As the user writes it. */
  String label();

  /** Whether it cannot do without the model of a role. */
  boolean needs(Role role);

  /** Whether it uses the model of a role if there is one. */
  default boolean uses(Role role) {
    return needs(role);
  }

  /** Whether responses have exactly the target's distribution if there is no budget to spend. */
  boolean isLossless();

  /** Chooses by itself, among all levels that there are. */
  record Auto() implements DecodingMethod {
    @Override
    public String label() {
      return "auto";
    }

    @Override
    public boolean needs(Role role) {
      return role == Role.TARGET;
    }

    @Override
    public boolean uses(Role role) {
      return true;
    }

    @Override
    public boolean isLossless() {
      return true;
    }
  }

  /** A method that has a name. */
  record Named(Method method) implements DecodingMethod {
    @Override
    public String label() {
      return method.label();
    }

    @Override
    public boolean needs(Role role) {
      return role.isUsedBy(method);
    }

    @Override
    public boolean isLossless() {
      return method.isLossless();
    }
  }

  /**
   * Levels that are put together by hand, all exact: such as {@code lookup+draft:4+target:3}.
   *
   * @param steps from below
   */
  record Composed(List<Step> steps) implements DecodingMethod {

    /** What a step is called that proposes without a model. */
    static final String LOOKUP = "lookup";

    private static final List<String> NAMES = List.of(LOOKUP, "draft", "qualifier", "target");

    /**
     * A level.
     *
     * @param name of a role, or {@value #LOOKUP}
     * @param blockLength how many proposals it takes at a time; 0 of the lowest
     */
    record Step(String name, int blockLength) {
      @Override
      public String toString() {
        return blockLength == 0 ? name : name + ":" + blockLength;
      }
    }

    @Override
    public String label() {
      return steps.stream().map(Step::toString).collect(Collectors.joining("+"));
    }

    @Override
    public boolean needs(Role role) {
      return steps.stream().anyMatch(step -> step.name().equals(role.label()));
    }

    @Override
    public boolean isLossless() {
      return true;
    }

    /** Reads what has a + in it. */
    static Composed parse(String value) {
      String[] parts = value.split("\\+", -1);
      List<Step> steps =
          Stream.concat(
                  Stream.of(new Step(parts[0], 0)),
                  Arrays.stream(parts).skip(1).map(part -> step(value, part)))
              .toList();
      int last = -1;
      for (Step step : steps) {
        int place = place(value, step.name());
        if (place <= last) {
          throw new TypeConversionException(
              "'%s' has %s in the wrong place, expected the order lookup, draft, qualifier, target"
                  .formatted(value, step.name()));
        }
        last = place;
      }
      if (last != NAMES.size() - 1) {
        throw new TypeConversionException(
            "'%s' does not end with the target, such as lookup+target:4".formatted(value));
      }
      return new Composed(steps);
    }

    private static int place(String value, String name) {
      int place = NAMES.indexOf(name);
      if (place < 0) {
        throw new TypeConversionException(
            "'%s' has a level '%s', expected lookup, draft, qualifier or target"
                .formatted(value, name));
      }
      return place;
    }

    private static Step step(String value, String part) {
      String[] pair = part.split(":", -1);
      if (pair.length != 2) {
        throw new TypeConversionException(
            "'%s': '%s' has no block length, expected such as %s:3"
                .formatted(value, part, pair[0]));
      }
      return new Step(pair[0], MethodVariant.length(value, pair[1]));
    }
  }

  /** Those with a name of their own. */
  static Stream<DecodingMethod> all() {
    return Stream.concat(Stream.of(new Auto()), Arrays.stream(Method.values()).map(Named::new));
  }

  /** Reads a name or a composition. */
  static DecodingMethod parse(String value) {
    return value.contains("+")
        ? Composed.parse(value)
        : Labels.parse(value, all().toArray(DecodingMethod[]::new), DecodingMethod::label);
  }

  /** Reads it. */
  final class Converter implements ITypeConverter<DecodingMethod> {
    @Override
    public DecodingMethod convert(String value) {
      return parse(value);
    }
  }
}
