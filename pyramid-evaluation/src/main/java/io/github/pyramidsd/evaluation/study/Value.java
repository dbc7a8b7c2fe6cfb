package io.github.pyramidsd.evaluation.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value in a study file, which knows where it is.
 *
 * @param file what messages call the file
 * @param key the way to it, such as {@code methods[2].tau-q}; empty of the whole file
 */
record Value(String file, String key, Node node) {

  /** An error at this place; the problem continues the key, such as "is 3, expected 1 or 2". */
  StudyException wrong(String problem) {
    String what = key.isEmpty() ? "the study" : key;
    return new StudyException("%s:%s: %s %s".formatted(file, line(), what, problem));
  }

  /** The line in the file, from 1. */
  int line() {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  /** A text, or anything else that is written in one piece. */
  String text() throws StudyException {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank() && !isNull()) {
      return scalar.getValue();
    }
    throw wrong("is " + kind() + ", expected some text");
  }

  /** A whole number. */
  long integer(long least, long most) throws StudyException {
    String range =
        "%s %s"
            .formatted(
                least,
                most >= Integer.MAX_VALUE
                    ? "or more, a whole number"
                    : "to " + most + ", a whole number");
    if (node instanceof ScalarNode scalar && isPlain(scalar)) {
      try {
        long value = Long.parseLong(scalar.getValue());
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException _) {
        throw wrong("is '" + scalar.getValue() + "', expected " + range);
      }
    }
    throw wrong("is " + kind() + ", expected " + range);
  }

  /** A number in a closed range; infinity is written {@code .inf}. */
  double number(double least, double most, String range) throws StudyException {
    if (node instanceof ScalarNode scalar && isPlain(scalar)) {
      try {
        double value =
            scalar.getValue().equals(".inf")
                ? Double.POSITIVE_INFINITY
                : Double.parseDouble(scalar.getValue());
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException _) {
        throw wrong("is '" + scalar.getValue() + "', expected a number, " + range);
      }
    }
    throw wrong("is " + kind() + ", expected " + range);
  }

  /** Whether it is true. */
  boolean yes() throws StudyException {
    return oneOf(new Boolean[] {true, false}, String::valueOf);
  }

  /** One of a few names. */
  <T> T oneOf(T[] values, Function<T, String> label) throws StudyException {
    List<String> labels = Arrays.stream(values).map(label).toList();
    String text = text();
    int found = labels.indexOf(text);
    if (found < 0) {
      throw wrong(
          "is '%s', expected %s%s"
              .formatted(text, either(labels), Nearest.suggestion(text, labels)));
    }
    return values[found];
  }

  /** The elements of a list, at least one. */
  List<Value> items() throws StudyException {
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong("is " + kind() + ", expected a list");
    }
    List<Value> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new Value(file, "%s[%s]".formatted(key, items.size()), item));
    }
    if (items.isEmpty()) {
      throw wrong("is an empty list, expected at least one value");
    }
    return items;
  }

  /** The elements of a list, or the value itself if it is none. */
  List<Value> itemsOrSelf() throws StudyException {
    return node instanceof SequenceNode ? items() : List.of(this);
  }

  /** Whether it is a list. */
  boolean isList() {
    return node instanceof SequenceNode;
  }

  /**
   * The keys and values of a mapping.
   *
   * @param known the keys that there may be
   */
  Fields fields(Set<String> known) throws StudyException {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong("is %s, expected keys and values: %s".formatted(kind(), either(known)));
    }
    return Fields.of(this, mapping, known);
  }

  /** The same in a sentence. */
  static String either(Iterable<String> labels) {
    List<String> all = new ArrayList<>();
    labels.forEach(all::add);
    return all.size() < 2
        ? String.join("", all)
        : all.stream().limit(all.size() - 1L).collect(Collectors.joining(", "))
            + " or "
            + all.getLast();
  }

  private static boolean isPlain(ScalarNode scalar) {
    return scalar.getScalarStyle() == ScalarStyle.PLAIN;
  }

  private boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  /** What is written there, for messages. */
  private String kind() {
    return switch (node) {
      case ScalarNode scalar when isNull() || scalar.getValue().isBlank() -> "empty";
      case ScalarNode scalar when isPlain(scalar) -> scalar.getValue();
      case ScalarNode scalar -> "the text '" + scalar.getValue() + "'";
      case SequenceNode _ -> "a list";
      default -> "keys and values";
    };
  }
}
