package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is remembered of how levels agree is what was seen of late. */
class AgreementTest {

  private static final double MIDDLE = KnownLevels.ENTROPY;

  private static Agreement observing(int times, double... byPlace) {
    Agreement agreement = new Agreement();
    for (int i = 0; i < times; i++) {
      for (int place = 0; place < byPlace.length; place++) {
        agreement.observe(place, byPlace[place], MIDDLE);
      }
    }
    return agreement;
  }

  @Test
  void doubtsOutweighFewValuesButNotMany() {
    Agreement agreement = new Agreement(3);
    for (int i = 0; i < 3; i++) {
      agreement.observe(0, 1, 0);
    }
    assertThat(agreement.mean()).isCloseTo(0.5, within(0.01));
    assertThat(agreement.byPlaceAndClass(1)[0][0]).isCloseTo(0.5, within(0.01));
    for (int i = 0; i < 500; i++) {
      agreement.observe(0, 1, 0);
    }
    assertThat(agreement.at(0)).isGreaterThan(0.97);
    assertThat(agreement.means().getFirst()).isCloseTo(1, within(1e-9)); // kept without doubts
  }

  @Test
  void meansAreToldApartByPlace() {
    Agreement agreement = observing(1000, 0.9, 0.7, 0.5);
    assertThat(agreement.mean()).isCloseTo(0.7, within(1e-3));
    // some of the weight is shared by all places, six of 166
    assertThat(agreement.at(0)).isCloseTo(0.9 - 0.2 * 6 / 166, within(1e-3));
    assertThat(agreement.at(1)).isCloseTo(0.7, within(1e-3));
    assertThat(agreement.at(2)).isCloseTo(0.5 + 0.2 * 6 / 166, within(1e-3));
  }

  @Test
  void placesNeverSeenTakeTheMeanOfAll() {
    Agreement agreement = observing(1000, 0.8);
    assertThat(agreement.at(7)).isCloseTo(0.8, within(1e-9));
  }

  @Test
  void placesBeyondTheLastAreLikeTheLast() {
    Agreement agreement = new Agreement();
    for (int i = 0; i < 500; i++) {
      agreement.observe(0, 0.9, MIDDLE);
      agreement.observe(Agreement.PLACES + 5, 0.2, MIDDLE);
    }
    assertThat(agreement.at(Agreement.PLACES - 1)).isLessThan(0.3);
    assertThat(agreement.at(100)).isEqualTo(agreement.at(Agreement.PLACES - 1));
  }

  @Test
  void oldValuesFade() {
    Agreement agreement = observing(1000, 0.9);
    for (int i = 0; i < 111; i++) {
      agreement.observe(0, 0.82, MIDDLE);
    }
    assertThat(agreement.mean()).isCloseTo(0.86, within(0.001)); // half the weight is of the new
    for (int i = 0; i < 800; i++) {
      agreement.observe(0, 0.82, MIDDLE);
    }
    assertThat(agreement.mean()).isCloseTo(0.82, within(0.001));
  }

  @Test
  void nothingIsKnownUntilEnoughWasSeen() {
    Agreement agreement = observing(3, 0.9);
    assertThat(agreement.isKnown()).isFalse();
    assertThat(agreement.means()).isEmpty();
    agreement.observe(0, 0.9, MIDDLE);
    agreement.observe(0, 0.9, MIDDLE);
    assertThat(agreement.isKnown()).isTrue();
    assertThat(agreement.means()).hasSize(Agreement.PLACES);
  }

  @Test
  void levelThatProposesNothingStaysUnknown() {
    Agreement agreement = new Agreement();
    double[] none = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
    for (int i = 0; i < 100; i++) {
      agreement.observe(none, new double[4], new double[4]);
    }
    assertThat(agreement.isKnown()).isFalse();
    assertThat(agreement.hitRate()).isLessThan(0.01);
  }

  @Test
  void hitRateIsTheShareOfTokensWithAProposal() {
    Agreement agreement = new Agreement();
    assertThat(agreement.hitRate()).isEqualTo(1);
    double[] halves = {0.5, Double.NaN, Double.NaN, 0.5, Double.NaN};
    for (int i = 0; i < 200; i++) {
      agreement.observe(halves, new double[5], new double[5]);
    }
    assertThat(agreement.hitRate()).isCloseTo(0.4, within(0.01));
  }

  @Test
  void missingProposalsEndTheBlocksOfAProbe() {
    Agreement agreement = new Agreement();
    double[] values = {0.5, Double.NaN, 0.9};
    for (int i = 0; i < 500; i++) {
      agreement.observe(values, new double[] {1, 1, 1}, new double[3]);
    }
    assertThat(agreement.at(0)).isCloseTo(0.7, within(0.02));
    assertThat(agreement.at(1)).isLessThan(0.02); // what got there found nothing more
  }

  @Test
  void probesTellWhatIsAcceptedOfBlocksThatGotThere() {
    // The target says x or y with 0.5 each, the draft x with 0.9. After x they agree, after y not.
    double afterX = 0.95;
    double afterY = 0.25;
    double keptX = 1;
    double keptY = 0.1 / 0.5;
    double first = 0.5 + 0.1; // Σ min(p, q)
    double got = (0.5 * afterX + 0.1 * afterY) / first; // at blocks whose first was accepted
    Agreement agreement = new Agreement();
    for (int i = 0; i < 3000; i++) {
      boolean x = i % 2 == 0;
      double[] agreements = {first, x ? afterX : afterY};
      agreement.observe(agreements, new double[] {x ? keptX : keptY, 0}, new double[2]);
    }
    double own = (agreement.at(1) * 106 - 6 * agreement.mean()) / 100; // the shared part left out
    assertThat(got).isCloseTo(0.833, within(0.001));
    assertThat(own).isCloseTo(got, within(0.01));
    assertThat((afterX + afterY) / 2).isEqualTo(0.6); // what counting all alike would give
  }

  @Test
  void probesOfCertainAgreementReachAllPlaces() {
    Agreement agreement = new Agreement();
    double[] ones = {1, 1, 1, 1, 1, 1};
    for (int i = 0; i < 100; i++) {
      agreement.observe(ones, ones, new double[6]);
    }
    assertThat(agreement.means()).allSatisfy(mean -> assertThat(mean).isCloseTo(1, within(1e-9)));
  }

  @Test
  void classesOfEntropyGrowWithIt() {
    int last = 0;
    for (double entropy = 0; entropy < 10; entropy += 0.01) {
      int c = Agreement.entropyClass(entropy);
      assertThat(c).isBetween(last, Agreement.classes() - 1);
      last = c;
    }
    assertThat(last).isEqualTo(Agreement.classes() - 1);
    assertThat(Agreement.entropyClass(0)).isZero();
  }

  @Test
  void sureProposersAreToldFromUnsureOnes() {
    Agreement agreement = new Agreement();
    for (int i = 0; i < 500; i++) {
      agreement.observe(0, 0.95, 0.05);
      agreement.observe(0, 0.35, 3);
    }
    double[][] means = agreement.byPlaceAndClass(2);
    assertThat(means[0][Agreement.entropyClass(0.05)]).isCloseTo(0.95, within(0.05));
    assertThat(means[0][Agreement.entropyClass(3)]).isCloseTo(0.35, within(0.05));
    assertThat(means[0][Agreement.entropyClass(1)]).isCloseTo(agreement.mean(), within(0.01));
    assertThat(agreement.classShares()[Agreement.entropyClass(3)]).isCloseTo(0.5, within(0.01));
  }

  @Test
  void placeScalesTheMeansOfTheClasses() {
    Agreement agreement = observing(1000, 0.8, 0.4);
    double[][] means = agreement.byPlaceAndClass(2);
    int c = Agreement.entropyClass(MIDDLE);
    assertThat(means[0][c] / means[1][c])
        .isCloseTo(agreement.at(0) / agreement.at(1), within(1e-9));
    for (double[] row : means) {
      for (double value : row) {
        assertThat(value).isBetween(1e-6, 1.0);
      }
    }
  }

  @Test
  void meansOfAnEarlierRunAreTakenButWeighLittle() {
    List<Double> means = observing(1000, 0.9, 0.7, 0.5).means();
    Agreement agreement = new Agreement();
    agreement.load(means, 1);
    assertThat(agreement.isKnown()).isTrue();
    double mean = means.stream().mapToDouble(m -> m).average().orElseThrow();
    assertThat(agreement.mean()).isCloseTo(mean, within(1e-9));
    assertThat(agreement.at(0)).isGreaterThan(agreement.at(1)).isLessThanOrEqualTo(means.get(0));
    assertThat(agreement.at(1)).isGreaterThan(agreement.at(2));
    for (int i = 0; i < 100; i++) {
      agreement.observe(0, 0.2, MIDDLE);
    }
    assertThat(agreement.at(0)).isLessThan(0.3);
  }

  @Test
  void valuesThatCannotBeAreNotLoaded() {
    Agreement agreement = new Agreement();
    agreement.load(List.of(Double.NaN, -0.5, 1.5), Double.NaN);
    assertThat(agreement.isKnown()).isFalse();
    assertThat(agreement.mean()).isZero();
  }

  /** Values between 0 and 1 that are often either, with a mean. */
  private static double value(double mean, SplittableRandom random) {
    return random.nextDouble() < 0.5 ? mean : random.nextDouble() < mean ? 1 : 0;
  }

  @Test
  void anotherKindOfTextIsNoticedWithinTwentyValues() {
    for (long seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Agreement agreement = new Agreement();
      for (int i = 0; i < 500; i++) {
        agreement.observe(0, value(0.93, random), 1);
      }
      for (int i = 0; i < 20; i++) {
        agreement.observe(0, value(0.2, random), 1);
      }
      assertThat(agreement.hasChanged()).as("seed " + seed).isTrue();
      assertThat(agreement.hasChanged()).isFalse(); // since then
      for (int i = 0; i < 24; i++) {
        agreement.observe(0, value(0.2, random), 1);
      }
      assertThat(agreement.mean()).as("seed " + seed).isLessThan(0.5);
    }
  }

  @Test
  void oneKindOfTextIsNotTakenForAnother() {
    int changes = 0;
    for (long seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Agreement agreement = new Agreement();
      for (int i = 0; i < 1000; i++) {
        agreement.observe(0, value(0.7, random), 1);
        changes += agreement.hasChanged() ? 1 : 0;
      }
    }
    assertThat(changes).isLessThan(20); // of 100,000 values
  }
}
