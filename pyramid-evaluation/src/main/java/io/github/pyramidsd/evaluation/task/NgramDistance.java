package io.github.pyramidsd.evaluation.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How far apart two ways of decoding are, by the token sequences that they sampled: the total
 * variation between the distributions of their n-grams, which is half the sum of the differences of
 * the n-grams' shares.
 *
 * <p>The distance of finite samples is biased upwards: two sets from one and the same law differ,
 * the more so the fewer and the more various they are. So a distance means something only next to
 * what it would be if both sets had one law; {@link #compare} finds that by shuffling whole
 * sequences between the sets, as n-grams of one sequence depend on each other.
 */
public final class NgramDistance {

  private static final double ROUNDING = 1e-12; // sums in another order are still the same

  private NgramDistance() {}

  /**
   * What was sampled after one prompt.
   *
   * @param ours by the way of decoding in question
   * @param reference by plain decoding
   */
  public record Samples(List<List<Integer>> ours, List<List<Integer>> reference) {

    /** Copies what could change. */
    public Samples {
      ours = List.copyOf(ours);
      reference = List.copyOf(reference);
      if (ours.isEmpty() || reference.isEmpty()) {
        throw new IllegalArgumentException(
            "there are %s samples and %s to compare them with, expected 1 or more of each"
                .formatted(ours.size(), reference.size()));
      }
    }
  }

  /**
   * How far apart two ways of decoding are.
   *
   * @param order the n of the n-grams
   * @param distance the mean over prompts of the total variation, 0 to 1
   * @param expected what it is on average if both ways have one law
   * @param pValue how probable a distance of at least this is then
   */
  public record Comparison(int order, double distance, double expected, double pValue) {

    /** The distance less what it would be anyway; it may be negative. */
    public double excess() {
      return distance - expected;
    }
  }

  /**
   * The total variation between the distributions of the n-grams of two collections. A sequence of
   * fewer tokens has none; if neither side has any, the distance is 0, if just one has, it is 1.
   *
   * @param order the n of the n-grams, at least 1
   */
  public static double totalVariation(
      Collection<List<Integer>> a, Collection<List<Integer>> b, int order) {
    requireAtLeast("order", order, 1);
    List<List<Integer>> all = new ArrayList<>(a);
    all.addAll(b);
    return new Grams(all, order).distance(identity(all.size()), a.size());
  }

  /**
   * Compares samples by n-grams of every order, from 1 to a greatest.
   *
   * @param prompts samples of each prompt; all prompts count alike
   * @param maxOrder the greatest n, at least 1
   * @param permutations how often samples are shuffled, at least 1; p-values are no smaller than 1
   *     / (permutations + 1)
   * @param seed of the shuffling
   * @return (maxOrder)
   */
  public static List<Comparison> compare(
      List<Samples> prompts, int maxOrder, int permutations, long seed) {
    requireAtLeast("order", maxOrder, 1);
    requireAtLeast("permutations", permutations, 1);
    requireAtLeast("number of prompts", prompts.size(), 1);
    double[] distance = new double[maxOrder];
    double[] expected = new double[maxOrder];
    int[] asFar = new int[maxOrder];
    double[][] shuffled = shuffledDistances(prompts, permutations, seed, distance);
    for (double[] byOrder : shuffled) {
      for (int i = 0; i < maxOrder; i++) {
        expected[i] += byOrder[i] / permutations;
        asFar[i] += byOrder[i] >= distance[i] - ROUNDING ? 1 : 0;
      }
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < maxOrder; i++) {
      double pValue = (1.0 + asFar[i]) / (1.0 + permutations);
      comparisons.add(new Comparison(i + 1, distance[i], expected[i], pValue));
    }
    return List.copyOf(comparisons);
  }

  /** Adds the distances as sampled to {@code distance}; returns (permutations, order). */
  private static double[][] shuffledDistances(
      List<Samples> prompts, int permutations, long seed, double[] distance) {
    double[][] shuffled = new double[permutations][distance.length];
    SplittableRandom random = new SplittableRandom(seed);
    for (Samples samples : prompts) {
      List<List<Integer>> all = new ArrayList<>(samples.ours());
      all.addAll(samples.reference());
      Grams[] grams = new Grams[distance.length];
      Arrays.setAll(grams, i -> new Grams(all, i + 1));
      int[] order = identity(all.size());
      int ours = samples.ours().size();
      for (int i = 0; i < grams.length; i++) {
        distance[i] += grams[i].distance(order, ours) / prompts.size();
      }
      for (double[] byOrder : shuffled) {
        shuffle(order, random);
        for (int i = 0; i < grams.length; i++) {
          byOrder[i] += grams[i].distance(order, ours) / prompts.size();
        }
      }
    }
    return shuffled;
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }

  private static int[] identity(int size) {
    int[] values = new int[size];
    Arrays.setAll(values, i -> i);
    return values;
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " or more");
    }
  }

  /** The n-grams of sequences, numbered: counting them again and again is then cheap. */
  private static final class Grams {

    private final int[][] bySequence;
    private final int[] counts; // (side, n-gram)
    private final int count;

    Grams(List<List<Integer>> sequences, int order) {
      Map<List<Integer>, Integer> numbers = new HashMap<>();
      bySequence = new int[sequences.size()][];
      for (int s = 0; s < bySequence.length; s++) {
        List<Integer> sequence = List.copyOf(sequences.get(s));
        int[] grams = new int[Math.max(0, sequence.size() - order + 1)];
        for (int i = 0; i < grams.length; i++) {
          List<Integer> gram = sequence.subList(i, i + order);
          Integer number = numbers.putIfAbsent(gram, numbers.size());
          grams[i] = number == null ? numbers.size() - 1 : number;
        }
        bySequence[s] = grams;
      }
      count = numbers.size();
      counts = new int[2 * count];
    }

    /** The total variation between the first sequences of an order and the rest. */
    double distance(int[] order, int first) {
      Arrays.fill(counts, 0);
      long[] totals = new long[2];
      for (int i = 0; i < order.length; i++) {
        int side = i < first ? 0 : 1;
        for (int gram : bySequence[order[i]]) {
          counts[side * count + gram]++;
        }
        totals[side] += bySequence[order[i]].length;
      }
      if (totals[0] == 0 || totals[1] == 0) {
        return totals[0] == totals[1] ? 0 : 1;
      }
      double sum = 0;
      for (int gram = 0; gram < count; gram++) {
        double a = (double) counts[gram] / totals[0];
        double b = (double) counts[count + gram] / totals[1];
        sum += Math.abs(a - b);
      }
      return sum / 2;
    }
  }
}
