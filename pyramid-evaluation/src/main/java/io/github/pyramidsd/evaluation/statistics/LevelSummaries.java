package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.evaluation.result.LevelResult;
import io.github.pyramidsd.evaluation.result.RunResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Sums up what each level did in the runs of a configuration. */
final class LevelSummaries {

  private final Collection<RunResult> runs;

  private LevelSummaries(Collection<RunResult> runs) {
    this.runs = runs;
  }

  /** Of all levels, the draft first. */
  static List<LevelSummary> of(Collection<RunResult> runs) {
    Map<String, String> models = new LinkedHashMap<>();
    for (RunResult run : runs) {
      run.levels().forEach(level -> models.putIfAbsent(level.level(), level.model()));
    }
    List<LevelSummary> summaries = new ArrayList<>();
    LevelSummaries maker = new LevelSummaries(runs);
    models.forEach((level, model) -> summaries.add(maker.of(level, model)));
    return List.copyOf(summaries);
  }

  private LevelSummary of(String level, String model) {
    double passes = sum(level, LevelResult::passes);
    double all =
        runs.stream().flatMap(r -> r.levels().stream()).mapToDouble(LevelResult::seconds).sum();
    return new LevelSummary(
        level,
        model,
        Bootstrap.ratio(
            table(level, LevelResult::passes), ItemSeedTable.of(runs, RunResult::tokens)),
        sum(level, LevelResult::tokensForwarded) / passes,
        ratio(level, LevelResult::accepted, LevelResult::proposed).within(0, 1),
        ratio(level, LevelResult::entropySum, l -> total(l.entropyHistogram())),
        sum(level, LevelResult::seconds) / all,
        sum(level, LevelResult::deviation) / runs.size(),
        sum(level, LevelResult::savedRejections) / runs.size(),
        add(level, LevelResult::verifiedAt),
        add(level, LevelResult::acceptedAt),
        add(level, LevelResult::entropyHistogram));
  }

  private Interval ratio(
      String level, ToDoubleFunction<LevelResult> above, ToDoubleFunction<LevelResult> below) {
    return Bootstrap.ratio(table(level, above), table(level, below));
  }

  /** Runs in which a level had nothing to do, as auto may have it, count as 0. */
  private ItemSeedTable table(String level, ToDoubleFunction<LevelResult> number) {
    return ItemSeedTable.of(runs, run -> find(run, level).map(number::applyAsDouble).orElse(0.0));
  }

  private double sum(String level, ToDoubleFunction<LevelResult> number) {
    return runs.stream().flatMap(run -> find(run, level).stream()).mapToDouble(number).sum();
  }

  private List<Long> add(String level, Function<LevelResult, List<Long>> counts) {
    List<Long> sums = new ArrayList<>();
    for (RunResult run : runs) {
      List<Long> more = find(run, level).map(counts).orElse(List.of());
      while (sums.size() < more.size()) {
        sums.add(0L);
      }
      for (int i = 0; i < more.size(); i++) {
        sums.set(i, sums.get(i) + more.get(i));
      }
    }
    return List.copyOf(sums);
  }

  private static long total(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  private static Optional<LevelResult> find(RunResult run, String level) {
    return run.levels().stream().filter(l -> l.level().equals(level)).findFirst();
  }
}
