package io.github.pyramidsd.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The heap finds what sorting everything finds. */
class TopTokensTest {

  private static double[] random(SplittableRandom random, int size) {
    double[] p = new double[size];
    boolean ties = random.nextBoolean();
    Arrays.setAll(p, _ -> ties ? random.nextInt(4) : Math.exp(2 * random.nextGaussian()));
    p[random.nextInt(size)] += 1;
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(value -> value / sum).toArray();
  }

  /** Sorts, and takes tokens one by one as long as the options let it. */
  private static double[] bySorting(Distribution p, SamplingOptions options) {
    List<Integer> sorted =
        IntStream.range(0, p.size())
            .boxed()
            .filter(id -> p.probability(id) > 0)
            .sorted(Comparator.comparingDouble(id -> -p.probability(id)))
            .toList();
    if (options.topK() > 0) {
      sorted = sorted.subList(0, Math.min(options.topK(), sorted.size()));
    }
    double all = sorted.stream().mapToDouble(p::probability).sum();
    double[] kept = new double[p.size()];
    double mass = 0;
    for (int id : sorted) {
      float value = p.probability(id);
      boolean enough = options.topP() < 1 && mass >= options.topP() * all;
      if (!enough && value >= (float) (options.minP() * p.probability(sorted.getFirst()))) {
        kept[id] = value;
      }
      mass += value;
    }
    double sum = Arrays.stream(kept).sum();
    return Arrays.stream(kept).map(value -> value / sum).toArray();
  }

  @Test
  void heapKeepsWhatSortingKeeps() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 5000; i++) {
      int size = 1 + random.nextInt(60);
      SamplingOptions options =
          Samplings.of(
              1,
              random.nextInt(size + 3),
              random.nextInt(3) == 0 ? 1 : 0.003 + 0.99 * random.nextDouble(),
              random.nextInt(2) * random.nextDouble(),
              1,
              0);
      Distribution p = Distribution.of(random(random, size));
      double[] expected = bySorting(p, options);
      new TopTokens(size).keep(p, options);
      for (int id = 0; id < size; id++) {
        assertThat((double) p.probability(id)).isCloseTo(expected[id], within(1e-6));
        assertThat(p.probability(id) > 0).isEqualTo(expected[id] > 0);
      }
    }
  }

  @Test
  void ofVocabulariesOfManyBlocksWhatSortingKeepsIsKeptToo() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 100; i++) {
      int size = 2000 + random.nextInt(3000);
      SamplingOptions options =
          Samplings.of(
              1,
              new int[] {0, 1, 40, 1000, 1100, 6000}[random.nextInt(6)],
              random.nextInt(3) == 0 ? 1 : 0.003 + 0.99 * random.nextDouble(),
              random.nextInt(2) * random.nextDouble(),
              1,
              0);
      Distribution p = Distribution.of(random(random, size));
      double[] expected = bySorting(p, options);
      new TopTokens(size).keep(p, options);
      for (int id = 0; id < size; id++) {
        assertThat(p.probability(id) > 0)
            .as("%s, token %d", options, id)
            .isEqualTo(expected[id] > 0);
      }
    }
  }

  @Test
  void oneInstanceServesManyDistributions() {
    SplittableRandom random = new SplittableRandom(4);
    TopTokens top = new TopTokens(30);
    SamplingOptions options = Samplings.of(1, 7, 0.8, 0.02, 1, 0);
    for (int i = 0; i < 200; i++) {
      Distribution p = Distribution.of(random(random, 30));
      Distribution copy = Distribution.of(doubles(p));
      top.keep(p, options);
      new TopTokens(30).keep(copy, options);
      assertThat(p.toArray()).isEqualTo(copy.toArray());
    }
  }

  private static double[] doubles(Distribution p) {
    return IntStream.range(0, p.size()).mapToDouble(p::probability).toArray();
  }
}
