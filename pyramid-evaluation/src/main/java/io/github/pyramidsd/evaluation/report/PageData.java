package io.github.pyramidsd.evaluation.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows, as it is written to it. Intervals are {@code [estimate, low, high]};
 * numbers that are not known are null.
 */
record PageData(
    Facts facts,
    List<TaskPart> tasks,
    List<Row> rows,
    List<Verdict> verdicts,
    List<Standing> standings,
    Runs runs) {

  /** The head of the page. */
  record Facts(
      String title,
      String date,
      Map<String, String> machine,
      Map<String, String> models,
      Map<String, String> settings,
      double qualityLoss,
      int runs,
      @Nullable String plain,
      @Nullable String speculative) {}

  /**
   * A task, or all.
   *
   * @param name as in the results file, or {@code *}
   * @param score the name of its main score
   * @param points whether the score is a share, to be shown in per cent
   * @param front labels of the Pareto front, the slowest first
   * @param entropyOf the label whose entropies are shown
   */
  record TaskPart(
      String name,
      String score,
      boolean lowerIsBetter,
      boolean distribution,
      boolean points,
      int items,
      int seeds,
      @Nullable String bestLossless,
      @Nullable String bestLossy,
      boolean bestLossyIsShown,
      List<String> front,
      List<HeatMap> heatMaps,
      @Nullable String entropyOf,
      List<String> placesOf) {}

  /** A configuration on a task. */
  record Row(
      String task,
      String label,
      String method,
      boolean lossless,
      int runs,
      int items,
      int seeds,
      Map<String, Summed> metrics,
      @Nullable Summed score,
      List<Double> loss,
      @Nullable Against plain,
      @Nullable Against sd,
      List<Level> levels,
      List<Ngram> ngrams,
      @Nullable Long peakMemory) {}

  /** An estimate. */
  record Summed(List<Double> mean, Double median, Double seedDeviation) {}

  /** A comparison: intervals and corrected p-values. */
  record Against(
      List<Double> speed,
      double speedP,
      List<Double> time,
      double timeP,
      List<Double> score,
      double scoreP,
      List<Double> quality,
      double qualityP,
      int pairs) {}

  /** A level of a configuration. */
  record Level(
      String level,
      String model,
      List<Double> passesPerToken,
      double tokensPerPass,
      List<Double> acceptance,
      List<Double> entropy,
      double secondsShare,
      double deviation,
      double saved,
      List<Long> verifiedAt,
      List<Long> acceptedAt,
      List<Long> histogram) {}

  /** A distance of n-grams. */
  record Ngram(int order, double distance, double floor, double p, boolean plainAgainstPlain) {}

  /** A method at its best against another. */
  record Standing(
      String method,
      String other,
      List<Double> speed,
      double speedP,
      List<Double> time,
      double timeP,
      List<Double> quality,
      double qualityP,
      List<String> configurations) {}

  /**
   * Finished runs, as a table.
   *
   * @param configurations labels, which rows give the place of
   * @param rows (runs, {@link RunRows#COLUMNS})
   */
  record Runs(List<String> configurations, List<String> columns, List<List<Object>> rows) {}
}
