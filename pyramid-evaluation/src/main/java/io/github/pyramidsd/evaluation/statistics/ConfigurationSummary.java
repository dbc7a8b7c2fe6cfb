package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the runs of a configuration say, of one task or of all. They are the rows of the results
 * file with this configuration (and this task).
 *
 * @param configuration which
 * @param task the task's name, or {@link Summary#ALL_TASKS}
 * @param runs how many runs
 * @param items how many items they answer
 * @param seeds how many seeds they have
 * @param metrics those that any run has
 * @param scores by name; empty over several tasks
 * @param levels what each did, the draft first
 * @param peakMemoryBytes the most that any run saw; 0 if it is not known
 * @param againstPlain the comparison with plain decoding, if that was run
 * @param againstSpeculative the comparison with the fastest configuration of {@code sd}
 * @param distances of n-grams from plain decoding, by order; empty unless the task is about them
 */
public record ConfigurationSummary(
    Configuration configuration,
    String task,
    int runs,
    int items,
    int seeds,
    Map<Metric, Estimate> metrics,
    Map<String, Estimate> scores,
    List<LevelSummary> levels,
    long peakMemoryBytes,
    Optional<Comparison> againstPlain,
    Optional<Comparison> againstSpeculative,
    List<Distance> distances) {

  /** The configuration's label. */
  public String label() {
    return configuration.label();
  }

  /** The method's name on the command line. */
  public String method() {
    return Methods.label(configuration);
  }

  /** The summary of a metric; unknown if no run has it. */
  public Interval mean(Metric metric) {
    Estimate estimate = metrics.get(metric);
    return estimate == null ? Interval.UNKNOWN : estimate.mean();
  }

  /** The estimated loss of quality against plain decoding: above 0 is worse. */
  public Interval loss() {
    Interval gain = againstPlain.map(c -> c.quality().interval()).orElse(Interval.UNKNOWN);
    return new Interval(-gain.estimate(), -gain.high(), -gain.low());
  }

  ConfigurationSummary comparedTo(Optional<Comparison> plain, Optional<Comparison> speculative) {
    return new ConfigurationSummary(
        configuration,
        task,
        runs,
        items,
        seeds,
        metrics,
        scores,
        levels,
        peakMemoryBytes,
        plain,
        speculative,
        distances);
  }
}
