package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.evaluation.result.RunKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
  private final Map<Kind, List<Double>> taken = new HashMap<>(); // seconds, ascending

  TimeLeft(List<RunKey> missing) {
    missing.forEach(key -> this.missing.merge(Kind.of(key), 1, Integer::sum));
  }

  /** A run that was made before. */
  void learn(RunKey key, double seconds) {
    List<Double> sorted = taken.computeIfAbsent(Kind.of(key), _ -> new ArrayList<>());
    int place = Collections.binarySearch(sorted, seconds);
    sorted.add(place < 0 ? -place - 1 : place, seconds);
  }

  /** A run that was missing and is made. */
  void finish(RunKey key, double seconds) {
    learn(key, seconds);
    missing.merge(Kind.of(key), -1, Integer::sum);
  }

  /** What the missing runs should take; those of which nothing is known as long as the others. */
  Duration left() {
    double mean = taken.values().stream().mapToDouble(TimeLeft::median).average().orElse(0);
    double seconds =
        missing.entrySet().stream()
            .mapToDouble(
                kind -> {
                  List<Double> alike = taken.get(kind.getKey());
                  return kind.getValue() * (alike == null ? mean : median(alike));
                })
            .sum();
    return Duration.ofMillis(Math.round(1e3 * seconds));
  }

  private static double median(List<Double> sorted) {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
