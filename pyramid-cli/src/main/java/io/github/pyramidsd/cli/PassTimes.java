package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.GenerationListener;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.RoundRecord;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.evaluation.statistics.Spread;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What passes took, by model and size. */
final class PassTimes {

  /** Passes that should take the same time. */
  record Size(LanguageModel model, int tokens) {}

  /**
   * Passes of one size, together.
   *
   * @param seconds of all of them
   */
  record Passes(String model, int tokens, int count, double seconds) {}

  private final Map<Size, List<Double>> seconds = new HashMap<>();

  /** Hears of the passes of a response; those over the prompt do not count. */
  GenerationListener listener(Pyramid pyramid) {
    return new GenerationListener() {
      @Override
      public void onRound(RoundRecord record) {
        for (int i = 0; i < record.passes() && record.kind() != RoundRecord.Kind.PROMPT; i++) {
          add(
              new Size(pyramid.model(record.level(i)).orElseThrow(), record.tokens(i)),
              record.nanos(i) / 1e9);
        }
      }
    };
  }

  void add(Size size, double took) {
    seconds.computeIfAbsent(size, _ -> new ArrayList<>()).add(took);
  }

  void forget() {
    seconds.clear();
  }

  /** The passes by model and size. */
  List<Passes> bySize() {
    return seconds.entrySet().stream()
        .map(
            of ->
                new Passes(
                    of.getKey().model().name(),
                    of.getKey().tokens(),
                    of.getValue().size(),
                    sum(of.getValue())))
        .sorted(Comparator.comparing(Passes::model).thenComparingInt(Passes::tokens))
        .toList();
  }

  /** The median of each size, of all of these together. */
  static Map<Size, Double> medians(Collection<PassTimes> times) {
    Map<Size, List<Double>> all = new HashMap<>();
    for (PassTimes some : times) {
      some.seconds.forEach(
          (size, of) -> all.computeIfAbsent(size, _ -> new ArrayList<>()).addAll(of));
    }
    Map<Size, Double> medians = new HashMap<>();
    all.forEach((size, of) -> medians.put(size, Spread.of(of).median()));
    return medians;
  }

  /**
   * By how many seconds the passes would have taken longer, had they taken these medians: their own
   * mean, where none is given.
   */
  double beyond(Map<Size, Double> medians) {
    double beyond = 0;
    for (Map.Entry<Size, List<Double>> of : seconds.entrySet()) {
      double took = sum(of.getValue());
      double mean = took / of.getValue().size();
      beyond += of.getValue().size() * medians.getOrDefault(of.getKey(), mean) - took;
    }
    return beyond;
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }
}
