package io.github.pyramidsd.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapTest {

  private static final int STUDIES = 1000;

  /**
   * Normal data with effects of items, of seeds, and noise. With 1000 studies the share itself is
   * known to ±1.4 points.
   */
  @ParameterizedTest
  @CsvSource({
    "30, 3, 0, 0, 1",
    "30, 3, 1, 0, 1",
    "30, 3, 1, 0, 0.2",
    "30, 10, 1, 0.5, 1",
    "40, 8, 0.5, 1, 1",
    "200, 1, 1, 0, 1"
  })
  void ninetyFivePerCentIntervalsCoverTheMeanInNinetyFivePerCentOfStudies(
      int items, int seeds, double itemEffect, double seedEffect, double noise) {
    Random random = new Random(1);
    int covered = 0;
    for (int study = 0; study < STUDIES; study++) {
      double[] ofSeed =
          random.doubles(seeds).map(_ -> seedEffect * random.nextGaussian()).toArray();
      double[][] values = new double[items][seeds];
      for (double[] row : values) {
        double ofItem = itemEffect * random.nextGaussian();
        for (int j = 0; j < seeds; j++) {
          row[j] = 5 + ofItem + ofSeed[j] + noise * random.nextGaussian();
        }
      }
      covered += covers(Bootstrap.mean(ItemSeedTable.of(values)), 5) ? 1 : 0;
    }
    assertThat((double) covered / STUDIES).isBetween(0.93, 0.97);
  }

  /** Items differ in how likely they are answered correctly: uniformly, so the mean is 1/2. */
  @ParameterizedTest
  @CsvSource({"30, 3", "50, 5", "100, 2"})
  void intervalsOfAccuraciesCoverTheAccuracy(int items, int seeds) {
    Random random = new Random(2);
    int covered = 0;
    for (int study = 0; study < STUDIES; study++) {
      double[][] values = new double[items][seeds];
      for (double[] row : values) {
        double chance = random.nextDouble();
        for (int j = 0; j < seeds; j++) {
          row[j] = random.nextDouble() < chance ? 1 : 0;
        }
      }
      covered += covers(Bootstrap.share(ItemSeedTable.of(values)), 0.5) ? 1 : 0;
    }
    assertThat((double) covered / STUDIES).isBetween(0.93, 0.97);
  }

  @Test
  void intervalsOfGeometricMeansCoverIt() {
    Random random = new Random(3);
    int covered = 0;
    for (int study = 0; study < STUDIES; study++) {
      double[][] values = new double[30][3];
      for (double[] row : values) {
        double ofItem = random.nextGaussian();
        for (int j = 0; j < 3; j++) {
          row[j] = 7 * Math.exp(0.5 * ofItem + 0.3 * random.nextGaussian());
        }
      }
      covered += covers(Bootstrap.geometricMean(ItemSeedTable.of(values)), 7) ? 1 : 0;
    }
    assertThat((double) covered / STUDIES).isBetween(0.93, 0.97);
  }

  @Test
  void intervalsOfRatiosCoverTheRatio() {
    Random random = new Random(4);
    int covered = 0;
    for (int study = 0; study < STUDIES; study++) {
      double[][] accepted = new double[40][3];
      double[][] proposed = new double[40][3];
      for (int i = 0; i < 40; i++) {
        double rate = 0.4 + 0.4 * random.nextDouble(); // 0.6 on average, whatever is proposed
        for (int j = 0; j < 3; j++) {
          int count = 20 + random.nextInt(40);
          proposed[i][j] = count;
          for (int k = 0; k < count; k++) {
            accepted[i][j] += random.nextDouble() < rate ? 1 : 0;
          }
        }
      }
      Interval interval = Bootstrap.ratio(ItemSeedTable.of(accepted), ItemSeedTable.of(proposed));
      covered += covers(interval, 0.6) ? 1 : 0;
    }
    assertThat((double) covered / STUDIES).isBetween(0.93, 0.97);
  }

  @Test
  void intervalOfOneSeedIsStudentsWithinThePercentilesError() {
    double[][] values = new double[50][1];
    for (int i = 0; i < 50; i++) {
      values[i][0] = i;
    }
    Interval interval = Bootstrap.mean(ItemSeedTable.of(values));
    double error = Math.sqrt(50 * 51 / 12.0 / 50); // of 0 to 49
    assertThat(interval.estimate()).isEqualTo(24.5);
    assertThat(interval.high() - 24.5).isCloseTo(2.0096 * error, within(0.05 * 2 * error));
    assertThat(24.5 - interval.low()).isCloseTo(2.0096 * error, within(0.05 * 2 * error));
  }

  @Test
  void sameRunsGiveTheSameInterval() {
    double[][] values = {{1, 2, 4}, {2, 5, 1}, {7, 3, 3}, {0, 1, 1}};
    assertThat(Bootstrap.mean(ItemSeedTable.of(values)))
        .isEqualTo(Bootstrap.mean(ItemSeedTable.of(values)));
  }

  @Test
  void missingRunsAreLeftOut() {
    double[][] values = {{1, Double.NaN}, {3, 5}, {Double.NaN, Double.NaN}};
    Interval interval = Bootstrap.mean(ItemSeedTable.of(values));
    assertThat(interval.estimate()).isEqualTo(3);
    assertThat(interval.low()).isLessThan(3);
    assertThat(interval.high()).isGreaterThan(3).isFinite();
  }

  @Test
  void oneRunTellsNothingOfTheError() {
    Interval interval = Bootstrap.mean(ItemSeedTable.of(new double[][] {{4}}));
    assertThat(interval.estimate()).isEqualTo(4);
    assertThat(interval.low()).isNaN();
    assertThat(interval.isAbove(0)).isFalse();
  }

  @Test
  void noRunsAreUnknown() {
    assertThat(Bootstrap.mean(ItemSeedTable.of(new double[][] {{Double.NaN}})).isKnown()).isFalse();
  }

  @Test
  void allCorrectIsNotCertain() {
    double[][] values = new double[20][3];
    for (double[] row : values) {
      Arrays.fill(row, 1);
    }
    Interval interval = Bootstrap.share(ItemSeedTable.of(values));
    assertThat(interval.high()).isEqualTo(1);
    assertThat(interval.low()).isCloseTo(0.8316, within(1e-4)); // Clopper and Pearson, 20 of 20
  }

  @Test
  void medianOfItemsHasItsBinomialInterval() {
    double[] values = new double[101];
    for (int i = 0; i < 101; i++) {
      values[i] = i;
    }
    Interval interval =
        Bootstrap.ofItems(
            101,
            sample -> {
              double[] drawn = Arrays.stream(sample).mapToDouble(i -> values[i]).toArray();
              Arrays.sort(drawn);
              return Bootstrap.quantile(drawn, 0.5);
            });
    assertThat(interval.estimate()).isEqualTo(50);
    assertThat(interval.low()).isCloseTo(40, within(2.0)); // order statistics 41 and 61
    assertThat(interval.high()).isCloseTo(60, within(2.0));
  }

  private static boolean covers(Interval interval, double truth) {
    return interval.low() <= truth && truth <= interval.high();
  }
}
