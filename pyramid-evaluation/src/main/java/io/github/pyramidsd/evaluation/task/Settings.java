package io.github.pyramidsd.evaluation.task;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The settings of a task as a study has them: texts by name. */
final class Settings {

  private final Map<String, String> values;

  /**
   * Takes settings.
   *
   * @param kind for messages
   * @param legal the names that there are
   * @throws InvalidSettingException if there is another
   */
  Settings(String kind, Map<String, String> values, Set<String> legal) {
    this.values = values;
    for (String name : new TreeSet<>(values.keySet())) {
      if (!legal.contains(name)) {
        throw new InvalidSettingException(
            name,
            "a task of kind %s has no %s, expected %s"
                .formatted(kind, name, oneOf(new TreeSet<>(legal).stream().toList())));
      }
    }
  }

  /** A whole number. */
  int number(String name, int fallback, int least) {
    String value = values.get(name);
    if (value == null) {
      return fallback;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      InvalidSettingException invalid =
          new InvalidSettingException(
              name,
              "%s is '%s', expected a whole number, %s"
                  .formatted(name, value, range(least, Integer.MAX_VALUE)));
      invalid.initCause(e);
      throw invalid;
    }
  }

  /** One of several constants, called by what they print as. */
  <E extends Enum<E>> E choice(String name, E fallback) {
    String value = values.get(name);
    if (value == null) {
      return fallback;
    }
    E[] constants = fallback.getDeclaringClass().getEnumConstants();
    for (E constant : constants) {
      if (constant.toString().equals(value)) {
        return constant;
      }
    }
    throw new InvalidSettingException(
        name,
        "%s is '%s', expected %s"
            .formatted(name, value, oneOf(Arrays.stream(constants).map(Enum::toString).toList())));
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  static String range(int least, int most) {
    return most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
  }

  /** A list for people: "a, b or c". */
  static String oneOf(List<String> names) {
    return names.size() < 2
        ? String.join("", names)
        : String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
  }
}
