package io.github.pyramidsd.evaluation.report;

import io.github.pyramidsd.evaluation.statistics.Interval;
import java.util.Locale;

/** Numbers and names as sentences have them. */
final class Words {

  private Words() {}

  /** Such as {@code PSD_A}, as the papers write it. */
  static String method(String label) {
    return switch (label) {
      case "target" -> "plain decoding";
      case "auto" -> label;
      default -> label.toUpperCase(Locale.ROOT).replace('-', '_');
    };
  }

  /** Such as {@code 1.43 times (95 % CI 1.31 to 1.56)}. */
  static String times(Interval ratio) {
    return "%s times (95 %% CI %s to %s)"
        .formatted(number(ratio.estimate()), number(ratio.low()), number(ratio.high()));
  }

  /** Such as {@code +1.2 points (95 % CI −0.4 to +2.8)}. */
  static String points(Interval difference) {
    return "%s points (95 %% CI %s to %s)"
        .formatted(
            signed(difference.estimate()), signed(difference.low()), signed(difference.high()));
  }

  static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "unknown";
  }

  private static String signed(double share) {
    return Double.isFinite(share)
        ? String.format(Locale.ROOT, "%+.1f", 100 * share).replace('-', '−')
        : "unknown";
  }
}
