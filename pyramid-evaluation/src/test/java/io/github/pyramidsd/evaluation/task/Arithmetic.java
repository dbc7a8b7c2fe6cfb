package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Computes chains like {@code 2 * 3 / 4 = 1.5} in a text, and checks what they say they are. */
final class Arithmetic {

  private static final String NUMBER = "\\d+(?:\\.\\d+)?";
  private static final Pattern CHAIN =
      Pattern.compile("(%s(?: [-+*/] %s)+) = (-?%s)".formatted(NUMBER, NUMBER, NUMBER));

  private Arithmetic() {}

  /** The results of all chains in a text. */
  static List<Double> results(String text) {
    List<Double> results = new ArrayList<>();
    Matcher matcher = CHAIN.matcher(text);
    while (matcher.find()) {
      double value = value(matcher.group(1).split(" ", -1));
      assertThat(Double.parseDouble(matcher.group(2)))
          .as("%s", matcher.group())
          .isCloseTo(value, within(1e-9));
      results.add(value);
    }
    return results;
  }

  /** Times and divided-by first, then plus and minus. */
  private static double value(String[] parts) {
    double sum = 0;
    double term = Double.parseDouble(parts[0]);
    for (int i = 1; i < parts.length; i += 2) {
      double operand = Double.parseDouble(parts[i + 1]);
      switch (parts[i]) {
        case "*" -> term *= operand;
        case "/" -> term /= operand;
        default -> {
          sum += term;
          term = parts[i].equals("-") ? -operand : operand;
        }
      }
    }
    return sum + term;
  }
}
