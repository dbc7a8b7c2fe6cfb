package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.task.NgramDistance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the law of answers is from plain decoding's, by n-grams over many samples of the same
 * prompts.
 *
 * @param order the n of the n-grams
 * @param distance the total variation, a mean over prompts
 * @param floor what it would be on average if both had one law: finite samples always differ
 * @param pValue how probable so large a distance is then
 * @param plainAgainstPlain whether this is plain decoding with one half of the seeds against plain
 *     decoding with the other
 */
public record Distance(
    int order, double distance, double floor, double pValue, boolean plainAgainstPlain) {

  private static final int MAX_ORDER = 3;
  private static final int PERMUTATIONS = 199;
  private static final long SEED = 11;

  /** The distance less the floor; it may be negative. */
  public double excess() {
    return distance - floor;
  }

  /** Of the runs of a configuration from those of plain decoding. */
  static List<Distance> of(Collection<RunResult> ours, Collection<RunResult> plain) {
    Map<String, List<List<Integer>>> reference = byItem(plain);
    List<NgramDistance.Samples> samples = new ArrayList<>();
    byItem(ours)
        .forEach(
            (item, sequences) -> {
              List<List<Integer>> other = reference.get(item);
              if (other != null) {
                samples.add(new NgramDistance.Samples(sequences, other));
              }
            });
    return compare(samples, false);
  }

  /** Of plain decoding from itself with other seeds. */
  static List<Distance> ofPlain(Collection<RunResult> plain) {
    List<NgramDistance.Samples> samples = new ArrayList<>();
    byItem(plain)
        .forEach(
            (_, sequences) -> {
              int half = sequences.size() / 2;
              if (half > 0) {
                samples.add(
                    new NgramDistance.Samples(
                        sequences.subList(0, half), sequences.subList(half, sequences.size())));
              }
            });
    return compare(samples, true);
  }

  private static List<Distance> compare(List<NgramDistance.Samples> samples, boolean plain) {
    if (samples.isEmpty()) {
      return List.of();
    }
    return NgramDistance.compare(samples, MAX_ORDER, PERMUTATIONS, SEED).stream()
        .map(c -> new Distance(c.order(), c.distance(), c.expected(), c.pValue(), plain))
        .toList();
  }

  private static Map<String, List<List<Integer>>> byItem(Collection<RunResult> runs) {
    Map<String, TreeMap<Long, List<Integer>>> bySeed = new TreeMap<>();
    for (RunResult run : runs) {
      bySeed
          .computeIfAbsent(run.key().item(), _ -> new TreeMap<>())
          .put(run.key().seed(), run.tokenIds());
    }
    Map<String, List<List<Integer>>> sequences = new TreeMap<>();
    bySeed.forEach((item, answers) -> sequences.put(item, List.copyOf(answers.values())));
    return sequences;
  }
}
