package io.github.pyramidsd.decoding.plan;

import static io.github.pyramidsd.decoding.plan.KnownLevels.affine;
import static io.github.pyramidsd.decoding.plan.KnownLevels.agree;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.Pyramid;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A response is planned by what was learnt, and learning costs a hundredth at most. */
class PlannedScheduleTest {

  private static final int TOKENS = 20_000;
  private static final double TARGET = 1.01; // seconds of a plain round

  /** Levels of which nothing is known; what they accept of each other is given. */
  private static ScheduleDriver driver(Pyramid pyramid, double[][] acceptance) {
    return new ScheduleDriver(pyramid, new Estimates(pyramid), acceptance);
  }

  /** A good draft, and a qualifier that is no use. */
  private static ScheduleDriver draftQualifierTarget(double qualifierCost) {
    return driver(
        KnownLevels.models(affine(0.02, 0.001), affine(qualifierCost, 0), affine(1, 0.01)),
        new double[][] {{}, {0.3}, {0.8, 0.3}});
  }

  private static boolean isPlain(ScheduleDriver.Made made) {
    return made.composition().stages().isEmpty();
  }

  @Test
  void accountPaysWhatItHasAndNoMore() {
    Account account = new Account(0.01);
    assertThat(account.pays(1e-9)).isFalse();
    assertThat(account.pays(0)).isTrue();
    account.earn(100);
    assertThat(account.pays(1.001)).isFalse();
    assertThat(account.pays(0.6)).isTrue();
    assertThat(account.pays(0.6)).isFalse();
    assertThat(account.pays(0.399)).isTrue();
  }

  @Test
  void levelsThatNobodyKnowsAreProbedAfterEightTokens() {
    ScheduleDriver driver = draftQualifierTarget(0.2);
    assertThat(driver.schedule().reads(0, 1)).isFalse(); // the probe lets it read the prompt
    driver.decode(8);
    assertThat(driver.rounds).hasSize(8).allMatch(PlannedScheduleTest::isPlain);
    assertThat(driver.probedAt.get(0)).isEmpty();
    driver.decode(1);
    assertThat(driver.probedAt.get(0)).containsExactly(9);
    assertThat(driver.probedAt.get(1)).containsExactly(9);
    assertThat(driver.rounds.getLast().composition().uses(0)).isTrue();
    assertThat(driver.rounds.getLast().composition().uses(1)).isFalse();
  }

  @Test
  void nothingIsWaitedForInVain() {
    Pyramid pyramid = KnownLevels.models(affine(0, 0.5), affine(1, 0.01));
    Estimates estimates = new Estimates(pyramid);
    estimates.count(1); // not the first response
    ScheduleDriver driver = new ScheduleDriver(pyramid, estimates, new double[][] {{}, {0.8}}, 100);
    driver.decode(9); // after which a probe costs more than a tenth of what is left
    assertThat(driver.probedAt.get(0)).containsExactly(9);
  }

  @Test
  void lookupsAreNotWaitedFor() {
    Pyramid pyramid = KnownLevels.models(affine(0.02, 0), affine(1, 0)).withLookup(1);
    Estimates estimates = new Estimates(pyramid);
    agree(estimates, 2, 1, 0.8);
    ScheduleDriver driver =
        new ScheduleDriver(pyramid, estimates, new double[][] {{}, {0.1}, {0.1, 0.8}});
    driver.decode(1);
    assertThat(driver.rounds.getFirst().composition().bottom()).isEqualTo(1);
    driver.decode(2000);
    assertThat(driver.probedAt.get(0)).isNotEmpty();
  }

  @Test
  void lookupsAreNotWaitedForWhereAModelIsTooDear() {
    Pyramid pyramid = KnownLevels.models(affine(0, 0.9), affine(1, 0)).withLookup(1);
    Estimates estimates = new Estimates(pyramid);
    estimates.count(1); // not the first response
    ScheduleDriver driver =
        new ScheduleDriver(pyramid, estimates, new double[][] {{}, {0.1}, {0.1, 0.8}}, 60);
    driver.decode(1);
    assertThat(driver.schedule().records()).isFalse();
  }

  @Test
  void levelsThatAreToBeProbedReadThePromptIfTheResponseIsWorthIt() {
    assertThat(readsPrompt(10_000)).isTrue();
    assertThat(readsPrompt(60)).isFalse();
  }

  /** Whether an unknown draft reads a prompt of 100 tokens, in a response that is not the first. */
  private static boolean readsPrompt(int room) {
    Pyramid pyramid = KnownLevels.models(affine(0.1, 0.1), affine(1, 0));
    Estimates estimates = new Estimates(pyramid);
    estimates.count(1);
    ScheduleDriver driver =
        new ScheduleDriver(pyramid, estimates, new double[][] {{}, {0.8}}, room, 100);
    return driver.backlog(0) == 1;
  }

  @Test
  void levelsThatAreKnownAreUsedAtOnceAndOthersReadNothing() {
    Pyramid pyramid = KnownLevels.models(affine(0.02, 0), affine(0.5, 0), affine(1, 0));
    Estimates estimates = new Estimates(pyramid);
    agree(estimates, 2, 0, 0.8);
    agree(estimates, 2, 1, 0.3);
    ScheduleDriver driver =
        new ScheduleDriver(pyramid, estimates, new double[][] {{}, {0.3}, {0.8, 0.3}});
    assertThat(driver.schedule().reads(0, 1)).isTrue();
    assertThat(driver.schedule().reads(1, 1)).isFalse();
    driver.decode(1);
    assertThat(driver.rounds.getFirst().composition().uses(0)).isTrue();
    assertThat(driver.schedule().records()).isFalse();
  }

  @Test
  void exploringCostsLessThanAHundredth() {
    for (double qualifierCost : new double[] {0.01, 0.05, 0.2, 0.9}) {
      ScheduleDriver driver = draftQualifierTarget(qualifierCost);
      driver.decode(9); // learning goes without asking
      driver.probeSeconds = 0;
      driver.roundSeconds = 0;
      int first = driver.rounds.size();
      driver.decode(TOKENS);
      int tokens = driver.position() - driver.rounds.get(first).position();
      long plain = driver.rounds.stream().skip(first).filter(PlannedScheduleTest::isPlain).count();
      double planned = (driver.roundSeconds - plain * TARGET) / (tokens - plain);
      double exploring = driver.probeSeconds + plain * (TARGET - planned);
      // what is earned and paid are predictions, which are a few per cent off
      assertThat(driver.log.predictedSeconds() / driver.roundSeconds).isBetween(0.96, 1.04);
      assertThat(exploring)
          .as("qualifier " + qualifierCost)
          .isBetween(0.001 * driver.roundSeconds, 0.008 * driver.roundSeconds);
      assertThat(plain).isGreaterThan(10);
    }
  }

  @Test
  void dearProbesComeSeldom() {
    ScheduleDriver cheap = draftQualifierTarget(0.005);
    ScheduleDriver dear = draftQualifierTarget(0.048);
    cheap.decode(TOKENS);
    dear.decode(TOKENS);
    assertThat(cheap.probedAt.get(1)).hasSizeGreaterThan(2 * dear.probedAt.get(1).size());
    assertSpaced(cheap.probedAt.get(1), 128);
    assertSpaced(dear.probedAt.get(1), 128);
  }

  private static void assertSpaced(List<Integer> positions, int distance) {
    for (int i = 2; i < positions.size(); i++) {
      assertThat(positions.get(i) - positions.get(i - 1)).isGreaterThanOrEqualTo(distance);
    }
  }

  @Test
  void levelInUseIsProbedOnlyWithOthersToCompareThem() {
    ScheduleDriver driver = draftQualifierTarget(0.01);
    driver.decode(TOKENS);
    assertThat(driver.probedAt.get(0)).isEqualTo(driver.probedAt.get(1));
    ScheduleDriver alone =
        driver(
            KnownLevels.models(affine(0.02, 0.001), affine(1, 0.01)), new double[][] {{}, {0.8}});
    alone.decode(TOKENS);
    assertThat(alone.probedAt.get(0)).hasSize(1);
  }

  @Test
  void plainRoundsAreMadeAtIntervals() {
    ScheduleDriver driver = draftQualifierTarget(0.2);
    driver.decode(TOKENS);
    List<Integer> plain = driver.plainAt();
    assertThat(plain.subList(0, 8)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertSpaced(plain.subList(7, plain.size()), 64);
    assertThat(plain).hasSizeLessThan(8 + TOKENS / 64).hasSizeGreaterThan(8 + TOKENS / 2048);
  }

  @Test
  void uselessLevelsAreLeftOutAndLookedAtAgain() {
    ScheduleDriver driver =
        driver(
            KnownLevels.models(affine(0.02, 0.001), affine(1, 0.01)), new double[][] {{}, {0.005}});
    driver.decode(2000);
    assertThat(driver.rounds).allMatch(PlannedScheduleTest::isPlain);
    assertThat(driver.probedAt.get(0)).hasSizeBetween(3, 2 + 2000 / 256);
    assertSpaced(driver.probedAt.get(0), 128);
  }

  @Test
  void changedTextChangesTheComposition() {
    ScheduleDriver driver =
        driver(KnownLevels.models(affine(0.1, 0.001), affine(1, 0.01)), new double[][] {{}, {0.9}});
    driver.decode(1000);
    assertThat(driver.rounds.getLast().composition().stages()).hasSize(1);
    driver.acceptance[1][0] = 0.01;
    driver.decode(1000);
    assertThat(isPlain(driver.rounds.getLast())).isTrue();
    driver.acceptance[1][0] = 0.9;
    driver.decode(2000);
    assertThat(driver.rounds.getLast().composition().stages()).hasSize(1);
  }

  @Test
  void responseAfterAChangeOfTheTextBeginsWithAProbe() {
    Pyramid pyramid = KnownLevels.models(affine(0.02, 0.001), affine(1, 0.01));
    ScheduleDriver first = driver(pyramid, new double[][] {{}, {0.9}});
    first.decode(300);
    first.acceptance[1][0] = 0.01;
    first.decode(60);
    assertThat(isPlain(first.rounds.getLast())).isTrue();
    ScheduleDriver second =
        new ScheduleDriver(pyramid, first.estimates, new double[][] {{}, {0.9}});
    second.decode(60);
    assertThat(second.probedAt.get(0)).startsWith(9);
    assertThat(second.rounds.getLast().composition().stages()).hasSize(1);
  }

  @Test
  void planServesSixteenRounds() {
    ScheduleDriver driver =
        driver(
            KnownLevels.models(affine(0.02, 0.001), affine(1, 0.01)), new double[][] {{}, {0.8}});
    driver.decode(2000);
    int after = driver.rounds.size() - 8;
    assertThat(driver.log.plans()).isBetween(after / 16, after / 16 + 3);
  }

  @Test
  void reproducibleDecisionsDoNotHearTheClock() {
    ScheduleDriver one = draftQualifierTarget(0.2);
    one.decode(3000);
    ScheduleDriver two = draftQualifierTarget(0.2);
    for (int i = 0; i < 100; i++) {
      two.schedule().onPass(0, 1, 1, 1_000_000_000_000L);
    }
    two.decode(3000);
    assertThat(two.rounds).hasSameSizeAs(one.rounds);
    for (int i = 0; i < one.rounds.size(); i++) {
      assertThat(two.rounds.get(i).position()).isEqualTo(one.rounds.get(i).position());
      assertThat(label(two, i)).isEqualTo(label(one, i));
    }
    assertThat(two.estimates.seconds(0, 0, 1)).isEqualTo(one.estimates.seconds(0, 0, 1));
  }

  private static String label(ScheduleDriver driver, int round) {
    Composition composition = driver.rounds.get(round).composition();
    return driver.pyramid.label(composition);
  }

  @Test
  void targetAloneIsPlainDecodingWithoutExploring() {
    ScheduleDriver driver = driver(KnownLevels.models(affine(1, 0)), new double[][] {{}});
    driver.decode(200);
    assertThat(driver.rounds).hasSize(200).allMatch(PlannedScheduleTest::isPlain);
    assertThat(driver.schedule().records()).isFalse();
  }
}
