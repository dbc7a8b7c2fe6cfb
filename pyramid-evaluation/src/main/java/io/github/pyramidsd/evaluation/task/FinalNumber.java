package io.github.pyramidsd.evaluation.task;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Finds the number that a solution ends with: the first one after {@code ####}, the mark of the
 * data set, or else the last one there is.
 *
 * <p>Commas between thousands, a plus sign and a dollar sign do not count; a minus sign does if it
 * does not follow a number or a word, as in {@code 10-3}. Numbers are compared by value: 7 is 7.00.
 */
final class FinalNumber {

  private static final String MARK = "####";
  private static final Pattern NUMBER =
      Pattern.compile(
          "((?<![\\w)\\]%.])[-+−])?\\$?" // sign
              + "((?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?|\\.\\d+)");

  private FinalNumber() {}

  /** The number, without zeros that add nothing; empty if there is none. */
  static Optional<BigDecimal> find(String solution) {
    int mark = solution.indexOf(MARK);
    if (mark >= 0) {
      Optional<BigDecimal> marked =
          NUMBER
              .matcher(solution.substring(mark + MARK.length()))
              .results()
              .findFirst()
              .map(FinalNumber::value);
      if (marked.isPresent()) {
        return marked;
      }
    }
    return NUMBER.matcher(solution).results().reduce((_, last) -> last).map(FinalNumber::value);
  }

  private static BigDecimal value(MatchResult found) {
    BigDecimal size = new BigDecimal(found.group(2).replace(",", ""));
    String sign = found.group(1);
    return (sign == null || sign.equals("+") ? size : size.negate()).stripTrailingZeros();
  }
}
