package io.github.pyramidsd.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeededRandomnessTest {

  private static final int DRAWS = 400_000;

  @Test
  void tokensComeAsOftenAsTheirProbability() {
    double[] p = {0.1, 0, 0.45, 0.05, 0.4, 0};
    Distribution distribution = Distribution.of(p);
    Randomness randomness = Randomness.seeded(1);
    int[] counts = new int[p.length];
    for (int i = 0; i < DRAWS; i++) {
      counts[randomness.draw(distribution)]++;
    }
    for (int id = 0; id < p.length; id++) {
      assertThat((double) counts[id] / DRAWS).isCloseTo(p[id], within(0.004)); // five sigma
    }
    assertThat(counts[1] + counts[5]).isZero();
  }

  @Test
  void tokensAreFoundInEveryBlockOfALongVocabulary() {
    double[] p = new double[5000];
    int[] ids = {3, 1023, 1024, 2500, 4999};
    for (int id : ids) {
      p[id] = 0.2;
    }
    Distribution distribution = Distribution.of(p);
    distribution.scale(0.999f);
    Randomness randomness = Randomness.seeded(5);
    int[] counts = new int[p.length];
    for (int i = 0; i < DRAWS; i++) {
      counts[randomness.draw(distribution)]++;
    }
    for (int id : ids) {
      assertThat((double) counts[id] / DRAWS).isCloseTo(0.2, within(0.006));
    }
    assertThat(IntStream.of(counts).sum()).isEqualTo(IntStream.of(ids).map(i -> counts[i]).sum());
  }

  @Test
  void chancesComeAsOftenAsTheirProbability() {
    Randomness randomness = Randomness.seeded(2);
    for (double p : new double[] {0.01, 0.3, 0.5, 0.99}) {
      long hits = IntStream.range(0, DRAWS).filter(_ -> randomness.chance(p)).count();
      assertThat((double) hits / DRAWS).isCloseTo(p, within(0.004));
    }
  }

  @Test
  void certainOutcomesAreCertain() {
    Randomness randomness = Randomness.seeded(3);
    Distribution certain = Distribution.of(0, 0, 1, 0);
    for (int i = 0; i < 1000; i++) {
      assertThat(randomness.chance(0)).isFalse();
      assertThat(randomness.chance(1)).isTrue();
      assertThat(randomness.draw(certain)).isEqualTo(2);
    }
  }

  @Test
  void impossibleTokensAreNeverDrawnThoughProbabilitiesAddUpToLess() {
    Distribution crumbs = Distribution.of(0.5, 0, 0.5, 0);
    crumbs.scale(0.999f);
    Randomness randomness = Randomness.seeded(4);
    assertThat(IntStream.range(0, DRAWS).map(_ -> randomness.draw(crumbs)).distinct().sorted())
        .containsExactly(0, 2);
  }

  @Test
  void sameSeedGivesTheSameChoices() {
    Distribution even = Distribution.of(0.25, 0.25, 0.25, 0.25);
    assertThat(choices(7, even)).isEqualTo(choices(7, even)).isNotEqualTo(choices(8, even));
  }

  private static int[] choices(long seed, Distribution distribution) {
    Randomness randomness = Randomness.seeded(seed);
    return IntStream.range(0, 50)
        .map(_ -> randomness.draw(distribution) + (randomness.chance(0.5) ? 10 : 0))
        .toArray();
  }

  @Test
  void enumerationCoversEveryChoiceOnceAndAddsUpToOne() {
    EnumeratedRandomness choices = new EnumeratedRandomness();
    Distribution p = Distribution.of(0.5, 0, 0.25, 0.25);
    double sum = 0;
    int paths = 0;
    double both = 0;
    do {
      boolean first = choices.chance(0.25);
      int token = first ? choices.draw(p) : 1;
      assertThat(choices.chance(0)).isFalse();
      sum += choices.weight();
      both += token == 2 ? choices.weight() : 0;
      paths++;
    } while (choices.next());
    assertThat(paths).isEqualTo(4);
    assertThat(sum).isCloseTo(1, within(1e-12));
    assertThat(both).isCloseTo(0.0625, within(1e-12));
  }
}
