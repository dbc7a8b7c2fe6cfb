package io.github.pyramidsd.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench forward --json} prints.
 *
 * @param positions how many tokens come before each pass
 * @param logits {@code all} or {@code last}
 * @param repetitions how often each pass was measured
 * @param warmUp how often each was run before
 * @param synthetic {@code random} or {@code planted}, null of a trained model
 */
record ForwardReport(
    String model,
    int threads,
    String kernel,
    int positions,
    List<Pass> passes,
    int vectorBits,
    String logits,
    int repetitions,
    int warmUp,
    @Nullable String synthetic) {

  /**
   * Passes of one size.
   *
   * @param n tokens
   * @param perTokenMs the median divided by n
   * @param gmacPerSecond billions of multiplications with an addition, a second
   * @param gigabytesPerSecond billions of bytes of weights, each counted once a pass, a second
   */
  record Pass(
      int n,
      double medianMs,
      double minMs,
      double perTokenMs,
      double gmacPerSecond,
      double gigabytesPerSecond) {}

  /** A line on what was measured, and a table. */
  String toText() {
    TextTable table =
        new TextTable(
            List.of("tokens", "median ms", "min ms", "ms a token", "× first", "GMAC/s", "GB/s"), 0);
    for (Pass pass : passes) {
      table.add(
          String.valueOf(pass.n()),
          TextTable.number("%.3f", pass.medianMs()),
          TextTable.number("%.3f", pass.minMs()),
          TextTable.number("%.3f", pass.perTokenMs()),
          TextTable.number("%.2f", pass.medianMs() / passes.getFirst().medianMs()),
          TextTable.number("%.1f", pass.gmacPerSecond()),
          TextTable.number("%.2f", pass.gigabytesPerSecond()));
    }
    return "%s: %s, after %s tokens, logits of %s, %s repetitions\n%s"
        .formatted(
            Synthetic.label(model, synthetic),
            new Computation(threads, kernel, vectorBits),
            positions,
            logits.equals("all") ? "all tokens" : "the last token",
            repetitions,
            table);
  }
}
