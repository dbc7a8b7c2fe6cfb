package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.evaluation.task.NgramDistance.Comparison;
import io.github.pyramidsd.evaluation.task.NgramDistance.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NgramDistanceTest {

  private static final int PERMUTATIONS = 99;

  @Test
  void totalVariationIsHalfTheSumOfDifferencesOfShares() {
    List<List<Integer>> a = List.of(List.of(1, 2, 1, 2), List.of(3));
    List<List<Integer>> b = List.of(List.of(1, 2), List.of(2, 4));
    // shares of 1, 2, 3, 4: 0.4, 0.4, 0.2, 0 against 0.25, 0.5, 0, 0.25
    assertThat(NgramDistance.totalVariation(a, b, 1)).isCloseTo(0.35, within(1e-12));
    // of (1 2), (2 1), (2 4): 2/3, 1/3, 0 against 1/2, 0, 1/2
    assertThat(NgramDistance.totalVariation(a, b, 2)).isCloseTo(0.5, within(1e-12));
    assertThat(NgramDistance.totalVariation(b, a, 2)).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void sameSamplesInAnotherOrderAreAtDistanceZeroAndForeignOnesAtOne() {
    List<List<Integer>> a = List.of(List.of(1, 2, 3), List.of(4, 5, 6));
    List<List<Integer>> same = List.of(List.of(4, 5, 6), List.of(1, 2, 3));
    List<List<Integer>> foreign = List.of(List.of(7, 8, 9));
    for (int order = 1; order <= 3; order++) {
      assertThat(NgramDistance.totalVariation(a, same, order)).isZero();
      assertThat(NgramDistance.totalVariation(a, foreign, order)).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void orderOfTokensCountsFromBigramsOn() {
    List<List<Integer>> a = List.of(List.of(1, 2));
    List<List<Integer>> b = List.of(List.of(2, 1));
    assertThat(NgramDistance.totalVariation(a, b, 1)).isZero();
    assertThat(NgramDistance.totalVariation(a, b, 2)).isEqualTo(1);
  }

  @Test
  void tooShortSequencesHaveNoNgrams() {
    List<List<Integer>> brief = List.of(List.of(1), List.of());
    List<List<Integer>> longer = List.of(List.of(1, 2));
    assertThat(NgramDistance.totalVariation(brief, brief, 2)).isZero();
    assertThat(NgramDistance.totalVariation(brief, longer, 2)).isEqualTo(1);
  }

  /** The bias of small samples is what the shuffled ones have too. */
  @Test
  void samplesOfOneLawAreAsFarApartAsExpected() {
    int significant = 0;
    double excess = 0;
    int trials = 60;
    for (int trial = 0; trial < trials; trial++) {
      SplittableRandom random = new SplittableRandom(trial);
      List<Samples> prompts =
          List.of(
              new Samples(sample(random, 20, 0.5), sample(random, 30, 0.5)),
              new Samples(sample(random, 25, 0.2), sample(random, 25, 0.2)));
      Comparison unigrams = NgramDistance.compare(prompts, 2, PERMUTATIONS, trial).getFirst();
      assertThat(unigrams.distance()).as("biased").isPositive();
      assertThat(unigrams.expected()).isPositive();
      significant += unigrams.pValue() <= 0.1 ? 1 : 0;
      excess += unigrams.excess() / trials;
    }
    assertThat(excess).isCloseTo(0, within(0.01));
    assertThat(significant).as("6 of 60 expected").isBetween(1, 14);
  }

  @Test
  void samplesOfDifferentLawsAreTold() {
    SplittableRandom random = new SplittableRandom(4);
    List<Samples> prompts = List.of(new Samples(sample(random, 60, 0.8), sample(random, 60, 0.3)));
    List<Comparison> comparisons = NgramDistance.compare(prompts, 3, PERMUTATIONS, 1);
    assertThat(comparisons).extracting(Comparison::order).containsExactly(1, 2, 3);
    assertThat(comparisons).allMatch(c -> c.pValue() == 1.0 / (PERMUTATIONS + 1));
    assertThat(comparisons.getFirst().distance()).isCloseTo(0.5, within(0.1));
    assertThat(comparisons.getFirst().excess()).isBetween(0.3, 0.6);
  }

  @Test
  void promptsAreNotMixedUp() {
    // each prompt has answers of its own: the same by both ways
    List<List<Integer>> one = List.of(List.of(1), List.of(1), List.of(1));
    List<List<Integer>> two = List.of(List.of(2), List.of(2));
    Comparison comparison =
        NgramDistance.compare(
                List.of(new Samples(one, one), new Samples(two, two)), 1, PERMUTATIONS, 1)
            .getFirst();
    assertThat(comparison).isEqualTo(new Comparison(1, 0, 0, 1));
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    SplittableRandom random = new SplittableRandom(4);
    List<Samples> prompts = List.of(new Samples(sample(random, 10, 0.5), sample(random, 10, 0.5)));
    assertThat(NgramDistance.compare(prompts, 2, PERMUTATIONS, 8))
        .isEqualTo(NgramDistance.compare(prompts, 2, PERMUTATIONS, 8))
        .isNotEqualTo(NgramDistance.compare(prompts, 2, PERMUTATIONS, 9));
  }

  @Test
  void wrongArgumentsAreNamed() {
    List<List<Integer>> a = List.of(List.of(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NgramDistance.totalVariation(a, a, 0))
        .withMessage("order is 0, expected 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NgramDistance.compare(List.of(), 1, 1, 1))
        .withMessage("number of prompts is 0, expected 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NgramDistance.compare(List.of(new Samples(a, a)), 1, 0, 1))
        .withMessage("permutations is 0, expected 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Samples(a, List.of()))
        .withMessage("there are 1 samples and 0 to compare them with, expected 1 or more of each");
  }

  /** Sequences of four tokens, each 1 with a probability, else 0. */
  private static List<List<Integer>> sample(SplittableRandom random, int count, double one) {
    List<List<Integer>> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Integer> tokens = new ArrayList<>();
      for (int j = 0; j < 4; j++) {
        tokens.add(random.nextDouble() < one ? 1 : 0);
      }
      samples.add(tokens);
    }
    return samples;
  }
}
