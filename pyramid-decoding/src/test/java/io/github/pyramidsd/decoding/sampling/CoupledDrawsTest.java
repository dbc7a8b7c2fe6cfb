package io.github.pyramidsd.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a seed means: a token that is a function of seed, position and distribution, of law p. */
class CoupledDrawsTest {

  private static final Distribution P = Distribution.of(0.05, 0.4, 0.1, 0.25, 0, 0.2);

  /** The definition, without any shortcut. */
  private static int slowly(long seed, Distribution p, long position) {
    long key = mix(mix(seed + 0x9e3779b97f4a7c15L) + 0x9e3779b97f4a7c15L * (position + 1));
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int id = 0; id < p.size(); id++) {
      if (p.probability(id) > 0) {
        double u = ((mix(key + 0x9e3779b97f4a7c15L * (id + 1L)) >>> 11) | 1) * 0x1p-53;
        double time = -Logarithm.ln(u) / (double) p.probability(id);
        if (time < least) {
          least = time;
          best = id;
        }
      }
    }
    return best;
  }

  private static long mix(long z) {
    long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
    return b ^ b >>> 31;
  }

  /** χ² of counts against a distribution. */
  private static double chiSquare(int[] counts, Distribution p) {
    double total = 0;
    for (int count : counts) {
      total += count;
    }
    double sum = 0;
    for (int id = 0; id < counts.length; id++) {
      double expected = total * p.probability(id);
      sum += expected == 0 ? 0 : Math.pow(counts[id] - expected, 2) / expected;
    }
    return sum;
  }

  @Test
  void shortcutsNeverChangeThePick() {
    SplittableRandom random = new SplittableRandom(1);
    for (int size : new int[] {1, 2, 7, 100, 3000}) {
      for (int round = 0; round < 200; round++) {
        float[] logits = new float[size];
        for (int id = 0; id < size; id++) {
          logits[id] = (float) (random.nextDouble(12) * random.nextGaussian());
        }
        SamplingOptions options =
            round % 2 == 0
                ? SamplingOptions.ofTemperature(1)
                : SamplingOptions.builder().topP(0.9).build();
        Prediction prediction = new Prediction(size);
        new LogitProcessor(options, size).process(logits, 0, size, new int[0], 0, null, prediction);
        long seed = random.nextLong();
        assertThat(Draws.coupled(seed).pick(prediction.sampling(), round))
            .as("size %d, round %d", size, round)
            .isEqualTo(slowly(seed, prediction.sampling(), round));
      }
    }
  }

  @Test
  void lawOverSeedsAndOverPositionsIsTheDistribution() {
    int[] overSeeds = new int[P.size()];
    int[] overPositions = new int[P.size()];
    for (int i = 0; i < 100_000; i++) {
      overSeeds[Draws.coupled(i).pick(P, 17)]++;
      overPositions[Draws.coupled(17).pick(P, i)]++;
    }
    // 4 degrees of freedom: exceeds 18.5 once in a thousand times
    assertThat(overSeeds[4]).isZero();
    assertThat(chiSquare(overSeeds, P)).isLessThan(18.5);
    assertThat(chiSquare(overPositions, P)).isLessThan(18.5);
    Distribution other = Distribution.of(0.06, 0.39, 0.1, 0.25, 0, 0.2);
    assertThat(chiSquare(overSeeds, other)).isGreaterThan(18.5);
  }

  @Test
  void neighbouringPositionsAndSeedsAreIndependent() {
    Distribution even = Distribution.of(0.25, 0.25, 0.25, 0.25);
    int[] pairs = new int[16];
    int[] seeds = new int[16];
    for (int i = 0; i < 50_000; i++) {
      pairs[4 * Draws.coupled(i).pick(even, 5) + Draws.coupled(i).pick(even, 6)]++;
      seeds[4 * Draws.coupled(i).pick(even, 5) + Draws.coupled(i + 1).pick(even, 5)]++;
    }
    double[] cells = new double[16];
    Arrays.fill(cells, 1 / 16.0);
    // 15 degrees of freedom: exceeds 37.7 once in a thousand times
    assertThat(chiSquare(pairs, Distribution.of(cells))).isLessThan(37.7);
    assertThat(chiSquare(seeds, Distribution.of(cells))).isLessThan(37.7);
  }

  @Test
  void aProposalIsAcceptedIffItIsTheVerifiersOwnPick() {
    Distribution q = Distribution.of(0.3, 0.2, 0.1, 0.1, 0.2, 0.1);
    Distribution buffer = new Distribution(P.size());
    int accepted = 0;
    int n = 100_000;
    for (int position = 0; position < n; position++) {
      Draws draws = Draws.coupled(3);
      int own = draws.pick(P, position);
      int proposed = draws.pick(q, position);
      boolean accepts = draws.accepts(P, q, proposed, position);
      assertThat(accepts).isEqualTo(own == proposed);
      if (!accepts) {
        assertThat(draws.replace(P, q, buffer, position)).isEqualTo(own);
      }
      accepted += accepts ? 1 : 0;
    }
    // Daliri, Musco and Suresh 2024: sum over t of 1 / sum over s of max(p_s/p_t, q_s/q_t)
    double expected = 0;
    for (int t = 0; t < P.size(); t++) {
      double sum = 0;
      for (int s = 0; s < P.size(); s++) {
        sum +=
            Math.max(
                (double) P.probability(s) / P.probability(t),
                (double) q.probability(s) / q.probability(t));
      }
      expected += P.probability(t) == 0 || q.probability(t) == 0 ? 0 : 1 / sum;
    }
    double variation = Divergence.totalVariation(P, q);
    assertThat((double) accepted / n).isCloseTo(expected, within(0.005));
    assertThat(expected).isBetween((1 - variation) / (1 + variation), 1 - variation);
  }

  @Test
  void streamsOfOneRequestDifferAndTheFirstIsTheSeedItself() {
    assertThat(CoupledDraws.stream(42, 0)).isEqualTo(42);
    assertThat(CoupledDraws.stream(42, 1)).isNotEqualTo(CoupledDraws.stream(42, 2));
  }

  /** Written down once: a change of the formula would change everybody's texts. */
  @Test
  void theFormulaIsFixed() {
    StringBuilder picks = new StringBuilder();
    for (int position = 0; position < 40; position++) {
      picks.append(Draws.coupled(7).pick(P, position));
    }
    assertThat(picks.toString()).isEqualTo("2315123131535512135032333251153111321113");
  }
}
