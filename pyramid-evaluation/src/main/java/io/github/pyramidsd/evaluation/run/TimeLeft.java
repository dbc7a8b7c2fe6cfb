package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.statistics.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Estimates how long runs will take, by the median of those alike that were made. */
final class TimeLeft {

  private record Kind(String configuration, String task) {
    static Kind of(RunKey key) {
      return new Kind(key.configuration(), key.task());
    }
  }

  private final Map<Kind, Integer> missing = new HashMap<>();
  private final Map<Kind, List<Double>> taken = new HashMap<>(); // seconds

  TimeLeft(List<RunKey> missing) {
    missing.forEach(key -> this.missing.merge(Kind.of(key), 1, Integer::sum));
  }

  /** A run that was made before. */
  void learn(RunKey key, double seconds) {
    taken.computeIfAbsent(Kind.of(key), _ -> new ArrayList<>()).add(seconds);
  }

  /** A run that was missing and is made. */
  void finish(RunKey key, double seconds) {
    learn(key, seconds);
    missing.merge(Kind.of(key), -1, Integer::sum);
  }

  /** What the missing runs should take; those of which nothing is known as long as the others. */
  Duration left() {
    double mean =
        taken.values().stream().mapToDouble(alike -> Spread.of(alike).median()).average().orElse(0);
    double seconds =
        missing.entrySet().stream()
            .mapToDouble(
                kind -> {
                  List<Double> alike = taken.get(kind.getKey());
                  return kind.getValue() * (alike == null ? mean : Spread.of(alike).median());
                })
            .sum();
    return Duration.ofMillis(Math.round(1e3 * seconds));
  }
}
