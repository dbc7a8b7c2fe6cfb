package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.sampling.EnumeratedRandomness;
import io.github.pyramidsd.decoding.sampling.Randomness;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the throughput model predicts is what rounds take. */
class ThroughputTest {

  private static final int PASSES = Throughput.LONGEST + 3;

  /** Seconds and tokens of a round of the target. */
  private record Means(double seconds, double tokens) {}

  private static double[] affine(double pass, double token) {
    double[] costs = new double[PASSES];
    Arrays.setAll(costs, n -> pass + token * n);
    return costs;
  }

  /** Passes of up to three tokens cost the same, so that nothing is to be paid for a late token. */
  private static double[] flatAtFirst(double pass, double token) {
    double[] costs = new double[PASSES];
    Arrays.setAll(costs, n -> pass + token * Math.max(3, n) * Math.max(3, n));
    return costs;
  }

  private static double[] constant(double value) {
    double[] acceptance = new double[Throughput.LONGEST];
    Arrays.fill(acceptance, value);
    return acceptance;
  }

  private static double[] random(SplittableRandom random) {
    double[] acceptance = new double[Throughput.LONGEST];
    Arrays.setAll(acceptance, _ -> 0.2 + 0.75 * random.nextDouble());
    return acceptance;
  }

  /** What is predicted of levels from below, with the lengths of their blocks. */
  private static Means predict(double[][] costs, double[][] acceptance, int... lengths) {
    Throughput.Source source = Throughput.Source.model(costs[0]);
    int top = lengths.length;
    for (int level = 1; level < top; level++) {
      double[] reached = Throughput.reached(1, acceptance[level], lengths[level - 1]);
      source = Throughput.verified(source, 1, reached, costs[level]);
    }
    double[] reached = Throughput.reached(1, acceptance[top], lengths[top - 1]);
    return new Means(
        Throughput.round(source, 1, reached, costs[top], lengths[top - 1]),
        Throughput.tokens(reached));
  }

  private static SimulatedLevel simulated(double[][] costs, double[][] acceptance, int... lengths) {
    SimulatedLevel level = new SimulatedLevel(costs[0]);
    for (int i = 1; i <= lengths.length; i++) {
      level = new SimulatedLevel(level, costs[i], acceptance[i], lengths[i - 1]);
    }
    return level;
  }

  /** The exact means of a round, if tokens that a level missed cost nothing. */
  private static Means enumerate(double[][] costs, double[][] acceptance, int... lengths) {
    EnumeratedRandomness choices = new EnumeratedRandomness();
    double seconds = 0;
    double tokens = 0;
    do {
      SimulatedLevel target = simulated(costs, acceptance, lengths);
      int emitted = target.round(Integer.MAX_VALUE, false, choices);
      tokens += choices.weight() * emitted;
      seconds += choices.weight() * target.seconds();
    } while (choices.next());
    return new Means(seconds, tokens);
  }

  /** The means of many rounds, all that a level missed included. */
  private static Means sample(double[][] costs, double[][] acceptance, int... lengths) {
    int rounds = 400_000;
    SimulatedLevel target = simulated(costs, acceptance, lengths);
    Randomness randomness = Randomness.seeded(5);
    long tokens = 0;
    for (int i = 0; i < rounds; i++) {
      tokens += target.round(Integer.MAX_VALUE, true, randomness);
    }
    return new Means(target.seconds() / rounds, (double) tokens / rounds);
  }

  @Test
  void twoLevelsFollowTheClosedForm() {
    double[] draft = affine(0.5, 0.1);
    double[] target = affine(4, 0.3);
    for (double alpha : new double[] {0, 0.3, 0.8, 0.99}) {
      for (int k = 1; k <= Throughput.LONGEST; k++) {
        Means means =
            predict(new double[][] {draft, target}, new double[][] {{}, constant(alpha)}, k);
        double yield = (1 - Math.pow(alpha, k + 1)) / (1 - alpha);
        double seconds = k * draft[1] + target[k + 1] + Math.pow(alpha, k) * (draft[2] - draft[1]);
        assertThat(means.tokens()).isCloseTo(yield, within(1e-12));
        assertThat(means.seconds()).isCloseTo(seconds, within(1e-12));
      }
    }
  }

  @Test
  void drafterThatIsNeverWrongMakesWholeBlocks() {
    for (int k = 1; k <= Throughput.LONGEST; k++) {
      assertThat(Throughput.tokens(Throughput.reached(1, constant(1), k))).isEqualTo(k + 1);
    }
  }

  @Test
  void pyramidsOfThreeAndFourLevelsTakeWhatTheirRoundsTake() {
    for (long seed = 1; seed <= 6; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] costs = {
        flatAtFirst(0.2, 0.01), flatAtFirst(1, 0.03), flatAtFirst(2, 0.04), flatAtFirst(5, 0.1)
      };
      double[][] acceptance = {{}, random(random), random(random), random(random)};
      for (int[] lengths : new int[][] {{1, 1}, {2, 3}, {4, 2}, {3, 5}, {1, 2, 3}, {2, 2, 4}}) {
        Means exact = enumerate(costs, acceptance, lengths);
        Means predicted = predict(costs, acceptance, lengths);
        String what = "seed " + seed + ", lengths " + Arrays.toString(lengths);
        assertThat(predicted.tokens()).as(what).isCloseTo(exact.tokens(), within(1e-9));
        assertThat(predicted.seconds()).as(what).isCloseTo(exact.seconds(), within(1e-9));
      }
    }
  }

  @Test
  void lateTokensOfTwoLevelsArePaidForInFull() {
    double[][] costs = {affine(0.2, 0.2), affine(2, 0.5)};
    for (double alpha : new double[] {0.3, 0.9}) {
      double[][] acceptance = {{}, constant(alpha)};
      for (int k : new int[] {1, 4, 8}) {
        Means sampled = sample(costs, acceptance, k);
        Means predicted = predict(costs, acceptance, k);
        // a round's yield and late token have deviations below 3 and 0.1: five standard errors
        assertThat(predicted.tokens()).isCloseTo(sampled.tokens(), within(0.025));
        assertThat(predicted.seconds()).isCloseTo(sampled.seconds(), within(0.001));
      }
    }
  }

  @Test
  void lateTokensOfPyramidsArePaidForButForOneALevelAndRound() {
    double[][] costs = {affine(0.1, 0.1), affine(0.5, 0.2), affine(1, 0.2), affine(3, 0.3)};
    double[][] acceptance = {{}, constant(0.8), constant(0.7), constant(0.85)};
    for (int[] lengths : new int[][] {{2, 4}, {4, 6}, {3, 2}, {2, 3, 6}}) {
      Means sampled = sample(costs, acceptance, lengths);
      Means predicted = predict(costs, acceptance, lengths);
      assertThat(predicted.tokens()).isCloseTo(sampled.tokens(), within(0.025));
      // What a rejection takes back need not be forwarded late after all, and the target's own
      // token after a whole block comes late to every level, not just to the one below.
      double late = 0;
      for (int level = 0; level < lengths.length - 1; level++) {
        late += costs[level][2] - costs[level][1];
      }
      assertThat(predicted.seconds()).isCloseTo(sampled.seconds(), within(late));
    }
  }

  @Test
  void roundsCutShortCostMoreThanTheRatePromises() {
    double[] draft = affine(0.1, 0);
    double[] qualifier = affine(1, 0);
    double[] reached = Throughput.reached(1, constant(0.8), 4);
    Throughput.Source model = Throughput.Source.model(draft);
    Throughput.Source source = Throughput.verified(model, 1, reached, qualifier);
    double rate = Throughput.tokens(reached) / Throughput.round(model, 1, reached, qualifier, 4);
    assertThat(source.seconds()[0]).isZero();
    for (int r = 1; r <= Throughput.LONGEST; r++) {
      assertThat(source.seconds()[r]).isGreaterThan(r / rate).isLessThan(r / rate + 1);
    }
  }

  @Test
  void retainedShareGivesTheFormulaOfPyramidSd() {
    double draftRate = 90;
    double qualifierRate = 30;
    double targetRate = 10;
    double lower = published(0.6, 5, draftRate, qualifierRate);
    double upper = published(0.7, 8, lower, targetRate);
    assertThat(retaining(0.6, 5, draftRate, qualifierRate)).isCloseTo(lower, within(1e-9));
    assertThat(retaining(0.7, 8, lower, targetRate)).isCloseTo(upper, within(1e-9));
  }

  /** V = β(ℓ + 1)/(ℓ/V_below + 1/V_level). */
  private static double published(double share, int length, double below, double level) {
    return share * (length + 1) / (length / below + 1 / level);
  }

  private static double retaining(double share, int length, double below, double level) {
    double[] seconds = new double[Throughput.LONGEST + 1];
    Arrays.setAll(seconds, r -> r / below);
    double[] reached = new double[length + 1];
    Arrays.fill(reached, (share * (length + 1) - 1) / length);
    reached[0] = 1;
    Throughput.Source source = new Throughput.Source(seconds, 0);
    double round = Throughput.round(source, 1, reached, affine(1 / level, 0), length);
    return Throughput.tokens(reached) / round;
  }

  @Test
  void withoutProposalsARoundIsPlain() {
    double[] target = affine(4, 0.3);
    Throughput.Source lookup = new Throughput.Source(new double[Throughput.LONGEST + 1], 0);
    double[] reached = Throughput.reached(0.25, constant(0.5), 2);
    assertThat(Throughput.tokens(reached)).isCloseTo(1 + 0.125 + 0.0625, within(1e-12));
    assertThat(Throughput.round(lookup, 0.25, reached, target, 2))
        .isCloseTo(0.75 * target[1] + 0.25 * target[3], within(1e-12));
  }

  @Test
  void lateTokensOfTheTargetReachAllLevels() {
    double[][] costs = {affine(0, 0.2), affine(0.01, 0.001), affine(1, 0.01)};
    double[] ones = constant(1);
    Means sampled = sample(costs, new double[][] {{}, ones, ones}, 1, 2);
    Means predicted = predict(costs, new double[][] {{}, ones, ones}, 1, 2);
    assertThat(predicted.seconds()).isCloseTo(sampled.seconds(), within(0.01));
  }
}
