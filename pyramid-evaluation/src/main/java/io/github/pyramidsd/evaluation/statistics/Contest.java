package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.statistics.ItemSeedTable.ItemKey;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Methods against each other, each at its best configuration, without the luck of the choice.
 *
 * <p>The fastest of many configurations is partly the luckiest, and the more so the larger the
 * grid: a method with 16 configurations would seem better than one with 2. So items are dealt out
 * in two halves. On each half a method is represented by the configuration that was best on the
 * <em>other</em> half (cross-fitting): the fastest whose estimated loss of quality there is within
 * the limit, or the one that loses least if none is. Every run that is compared is of a
 * configuration that was chosen without it.
 */
public final class Contest {

  /**
   * A method against another.
   *
   * @param method the name of one
   * @param other the name of the other
   * @param speed the ratio of tokens per second, of one to the other
   * @param timeToAnswer the ratio of times to answer
   * @param quality the difference of qualities: above 0, one is better
   */
  public record Standing(
      String method, String other, Difference speed, Difference timeToAnswer, Difference quality) {}

  private final StudyRuns study;
  private final double qualityLoss;
  private final Map<String, List<RunResult>> champions = new LinkedHashMap<>(); // by method

  /**
   * Chooses configurations.
   *
   * @param runs as in {@link Summary#of}
   * @param qualityLoss the most that a configuration may seem to lose to plain decoding to be
   *     chosen, such as 0.02
   */
  public Contest(
      List<RunResult> runs,
      List<Configuration> configurations,
      Map<String, TaskScore> scores,
      double qualityLoss) {
    study = new StudyRuns(runs, configurations, scores);
    this.qualityLoss = qualityLoss;
    Set<ItemKey> even = new HashSet<>();
    Map<String, Integer> seen = new TreeMap<>(); // items of a task
    Set<ItemKey> items = new LinkedHashSet<>();
    for (Configuration c : configurations) {
      study.of(Summary.ALL_TASKS, c.label()).forEach(run -> items.add(ItemKey.of(run)));
    }
    for (ItemKey item : items.stream().sorted(ItemKey.ORDER).toList()) {
      if (seen.merge(item.task(), 1, Integer::sum) % 2 == 0) {
        even.add(item);
      }
    }
    for (String method : study.methods()) {
      List<RunResult> runsOfMethod = new ArrayList<>(half(chosen(method, even, true), even, false));
      runsOfMethod.addAll(half(chosen(method, even, false), even, true));
      if (!runsOfMethod.isEmpty()) {
        champions.put(method, runsOfMethod);
      }
    }
  }

  /** Whether a method takes part. */
  public boolean has(String method) {
    return champions.containsKey(method);
  }

  /** The labels of the configurations that stand for a method: one, or one for each half. */
  public List<String> chosen(String method) {
    return champions.getOrDefault(method, List.of()).stream()
        .map(run -> run.key().configuration())
        .distinct()
        .toList();
  }

  /**
   * Compares methods with others, by Holm's correction for all these pairs.
   *
   * @return in order, without the methods that have no runs
   */
  public List<Standing> compare(List<String> methods, List<String> others) {
    List<Standing> standings = new ArrayList<>();
    for (String method : methods) {
      for (String other : others) {
        if (has(method) && has(other) && !method.equals(other)) {
          standings.add(
              new Standing(
                  method,
                  other,
                  ratio(method, other, Metric.TOKENS_PER_SECOND::of),
                  ratio(method, other, Metric.TIME_TO_ANSWER::of),
                  Difference.of(
                      table(method, study.quality()::of)
                          .minus(table(other, study.quality()::of)))));
        }
      }
    }
    return corrected(standings);
  }

  private static List<Standing> corrected(List<Standing> all) {
    double[] speed = Holm.adjust(all.stream().mapToDouble(s -> s.speed.pValue()).toArray());
    double[] time = Holm.adjust(all.stream().mapToDouble(s -> s.timeToAnswer.pValue()).toArray());
    double[] quality = Holm.adjust(all.stream().mapToDouble(s -> s.quality.pValue()).toArray());
    List<Standing> corrected = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Standing s = all.get(i);
      corrected.add(
          new Standing(
              s.method,
              s.other,
              s.speed.adjustedTo(speed[i]),
              s.timeToAnswer.adjustedTo(time[i]),
              s.quality.adjustedTo(quality[i])));
    }
    return List.copyOf(corrected);
  }

  private Difference ratio(String method, String other, ToDoubleFunction<RunResult> number) {
    return Difference.ofRatios(table(method, number), table(other, number));
  }

  private ItemSeedTable table(String method, ToDoubleFunction<RunResult> number) {
    return ItemSeedTable.of(champions.getOrDefault(method, List.of()), number);
  }

  /** The best configuration of a method on a half of the items. */
  private String chosen(String method, Set<ItemKey> even, boolean onEven) {
    List<RunResult> plain =
        half(study.plain().orElse(""), even, onEven); // none: then there is no limit
    String best = "";
    double bestSpeed = Double.NEGATIVE_INFINITY;
    String closest = "";
    double least = Double.POSITIVE_INFINITY;
    for (Configuration configuration : study.configurations()) {
      List<RunResult> runs = half(configuration.label(), even, onEven);
      if (!Methods.label(configuration).equals(method) || runs.isEmpty()) {
        continue;
      }
      double loss = configuration.isLossless() || plain.isEmpty() ? 0 : loss(runs, plain);
      double speed = StudyRuns.speed(runs);
      if (loss <= qualityLoss && (best.isEmpty() || speed > bestSpeed)) {
        best = configuration.label();
        bestSpeed = speed;
      }
      if (closest.isEmpty() || loss < least) {
        closest = configuration.label();
        least = loss;
      }
    }
    return best.isEmpty() ? closest : best;
  }

  private double loss(List<RunResult> runs, List<RunResult> plain) {
    return ItemSeedTable.of(plain, study.quality()::of)
        .minus(ItemSeedTable.of(runs, study.quality()::of))
        .mean();
  }

  private List<RunResult> half(String configuration, Set<ItemKey> even, boolean ofEven) {
    return study.of(Summary.ALL_TASKS, configuration).stream()
        .filter(run -> even.contains(ItemKey.of(run)) == ofEven)
        .toList();
  }
}
