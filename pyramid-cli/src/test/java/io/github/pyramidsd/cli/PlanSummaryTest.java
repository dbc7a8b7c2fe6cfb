package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.plan.PlanReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of several responses together. */
class PlanSummaryTest {

  private final PlanSummary summary = new PlanSummary();

  /**
   * Adds a response of 100 tokens, 10 a second.
   *
   * @param plain the tokens per second of plain decoding
   * @param plainTokens that this was measured with
   * @param warmUpTokens of a second each
   */
  private void add(double plain, long plainTokens, long warmUpTokens) {
    PlanReport.Use use = new PlanReport.Use("draft+target:3", 100, 30, 10, 10, 10);
    PlanReport.Level target =
        new PlanReport.Level("target", Optional.of("model"), 0.1, List.of(0.1), List.of(), true);
    double speedup = (100 - warmUpTokens) / (10.0 - warmUpTokens) / plain;
    summary.add(
        new PlanReport(
            List.of(use),
            List.of(target),
            List.of(),
            10,
            10,
            plain,
            plainTokens,
            warmUpTokens,
            warmUpTokens,
            speedup,
            1,
            0,
            0,
            false));
  }

  @Test
  void speedupIsThatOfTheTokensThatCanBeCompared() {
    add(5, 20, 0); // plainly 20 seconds instead of 10
    add(10, 3, 0); // 10 seconds instead of 10
    add(Double.NaN, 0, 0);
    assertThat(summary.toString())
        .contains("plain decoding 6.7 on this text (23 tokens measured): 1.50 times as fast;");
  }

  @Test
  void warmUpDoesNotCount() {
    add(19, 20, 5); // 95 tokens in 5 seconds
    assertThat(summary.toString())
        .contains("plain decoding 19.0 on this text (20 tokens measured): 1.00 times as fast;")
        .contains("the first 5 tokens took 5.00 s, while code was compiled");
  }

  @Test
  void withoutPlainRoundsItIsSaidThatThereWereNone() {
    add(Double.NaN, 0, 0);
    assertThat(summary.toString()).contains("achieved 10.0; plain decoding was not measured;");
  }
}
