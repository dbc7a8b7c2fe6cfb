package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.RoundRecord;
import io.github.pyramidsd.decoding.plan.Measurements.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is learnt from rounds and probes, and what is kept of it. */
class MeasurementsTest {

  private static final List<Level> LEVELS =
      List.of(new Level("lookup", false), new Level("draft", true), new Level("target", true));
  private static final int LOOKUP = 0;
  private static final int DRAFT = 1;
  private static final int TARGET = 2;

  private final Measurements measurements = new Measurements(LEVELS);

  private static RoundRecord round() {
    return new RoundRecord().begin(RoundRecord.Kind.ROUND, Composition.plain(TARGET));
  }

  private void verify(String key, int proposer, double... agreements) {
    RoundRecord round = round();
    for (int i = 0; i < agreements.length; i++) {
      round.addComparison(TARGET, proposer, i + 1, agreements[i]);
    }
    measurements.record(key, round.end(1, 0, 0));
  }

  private void probe(String key, int proposer, double... agreements) {
    RoundRecord probe = new RoundRecord().begin(RoundRecord.Kind.PROBE, Composition.plain(TARGET));
    for (int i = 0; i < agreements.length; i++) {
      probe.addComparison(TARGET, proposer, i + 1, agreements[i]);
    }
    measurements.record(key, probe.end(0, 0, 0));
  }

  private Snapshot.Agreement known(String key, int proposer) {
    return measurements.snapshot(key).agreement(TARGET, proposer).orElseThrow();
  }

  @Test
  void meansArePlaceByPlace() {
    for (int i = 0; i < 300; i++) {
      verify("", DRAFT, 0.9, 0.6, 0.3);
    }
    List<Double> means = known("", DRAFT).means();
    assertThat(means.get(0)).isCloseTo(0.9, within(0.03));
    assertThat(means.get(1)).isCloseTo(0.6, within(0.03));
    assertThat(means.get(2)).isCloseTo(0.3, within(0.03));
    assertThat(means.get(9)).isCloseTo(0.6, within(0.1)); // the mean of all
  }

  @Test
  void fewValuesAreNotEnough() {
    verify("", DRAFT, 0.9, 0.9);
    assertThat(measurements.snapshot("").agreements()).isEmpty();
    assertThat(measurements.isUnknown("", DRAFT)).isTrue();
  }

  @Test
  void samplingOptionsAreKeptApart() {
    for (int i = 0; i < 100; i++) {
      verify("cold", DRAFT, 0.9);
      verify("hot", DRAFT, 0.3);
    }
    assertThat(known("cold", DRAFT).means().getFirst()).isCloseTo(0.9, within(0.01));
    assertThat(known("hot", DRAFT).means().getFirst()).isCloseTo(0.3, within(0.01));
    assertThat(measurements.isUnknown("other", DRAFT)).isTrue();
  }

  @Test
  void keysThatAreNotUsedAreForgottenInTheEnd() {
    for (int key = 0; key < 1000; key++) {
      for (int i = 0; i < 5; i++) {
        verify("key " + key, DRAFT, 0.9);
      }
    }
    assertThat(measurements.snapshot().agreements()).hasSizeLessThanOrEqualTo(64);
    assertThat(measurements.isUnknown("key 999", DRAFT)).isFalse();
  }

  /** Later places count as often as blocks would get there. */
  @Test
  void probeTellsWhatBlocksWouldTell() {
    double[] agreements = new double[16];
    for (int i = 0; i < agreements.length; i++) {
      agreements[i] = i % 4 < 2 ? 0.95 : 0.05;
    }
    for (int i = 0; i < 20; i++) {
      probe("", DRAFT, agreements);
    }
    // From each start with 0.95 the next has 0.95 or 0.05, from each with 0.05 hardly any goes on.
    double atSecond = (0.95 * 0.95 + 0.95 * 0.05 + 0.05 * 0.05 + 0.05 * 0.95) / 2;
    List<Double> means = known("", DRAFT).means();
    assertThat(means.get(0)).isCloseTo(0.5, within(0.03));
    assertThat(means.get(1)).isCloseTo(atSecond, within(0.05));
  }

  @Test
  void textOfAnotherKindIsNoticedAtOnce() {
    for (int i = 0; i < 300; i++) {
      verify("", DRAFT, 0.95);
    }
    int changes = measurements.changes("");
    for (int i = 0; i < 12; i++) {
      verify("", DRAFT, 0.2);
    }
    assertThat(known("", DRAFT).means().getFirst()).isLessThan(0.4);
    assertThat(measurements.changes("")).isGreaterThan(changes);
    assertThat(measurements.isUnknown("", DRAFT)).as("of the next response").isTrue();
    for (int i = 0; i < 3; i++) {
      probe("", DRAFT, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2);
    }
    assertThat(measurements.isUnknown("", DRAFT)).isFalse();
  }

  @Test
  void noiseIsNotAnotherText() {
    for (int i = 0; i < 1000; i++) {
      verify("", DRAFT, i % 2 == 0 ? 0.9 : 0.6);
    }
    assertThat(measurements.isUnknown("", DRAFT)).isFalse();
  }

  @Test
  void lookupIsFollowedInHowOftenItFindsAnything() {
    for (int i = 0; i < 1000; i++) {
      verify("", LOOKUP, i % 5 == 0 ? 0.8 : Double.NaN);
    }
    assertThat(known("", LOOKUP).offered()).isCloseTo(0.2, within(0.05));
    assertThat(known("", LOOKUP).means().getFirst()).isCloseTo(0.8, within(0.05));
  }

  @Test
  void lookupsFirstLuckIsDoubted() {
    for (int i = 0; i < 5; i++) {
      verify("", LOOKUP, 1);
      verify("", DRAFT, 1);
    }
    assertThat(known("", LOOKUP).means().getFirst()).isLessThan(0.7);
    assertThat(known("", DRAFT).means().getFirst()).isGreaterThan(0.99);
  }

  @Test
  void endOfAnExhaustedBlockIsARejection() {
    for (int i = 0; i < 300; i++) {
      verify("", LOOKUP, 1, Double.NaN);
    }
    assertThat(known("", LOOKUP).means().get(1)).isLessThan(0.15);
    assertThat(known("", LOOKUP).offered()).isCloseTo(1, within(0.01));
  }

  @Test
  void idleLevelsBecomeStale() {
    for (int i = 0; i < 10; i++) {
      verify("", DRAFT, 0.5);
    }
    assertThat(measurements.isStale("", DRAFT)).isFalse();
    for (int i = 0; i < 256; i++) {
      measurements.record("", round().end(1, 0, 0));
    }
    assertThat(measurements.isStale("", DRAFT)).isTrue();
    probe("", DRAFT, 0.5, 0.5);
    assertThat(measurements.isStale("", DRAFT)).isFalse();
  }

  @Test
  void slowFirstPassesOverSeveralTokensAreNotBelieved() {
    for (int i = 0; i < 15; i++) { // twice as long, for less than 0.1 seconds
      RoundRecord round = round();
      round.addPass(TARGET, 100, 4, 6_000_000);
      measurements.record("", round.end(1, 6_000_000, 0));
    }
    double[] seconds = measurements.snapshot("").seconds(TARGET, 0).orElseThrow();
    assertThat(seconds[4]).isBetween(0.003, 0.0036);
  }

  @Test
  void overheadIsWhatARoundTakesBesidesItsPasses() {
    RoundRecord round = round();
    round.addPass(TARGET, 100, 1, 6_000_000);
    measurements.record("", round.end(1, 7_000_000, 0));
    assertThat(measurements.snapshot("").plainOverhead()).isCloseTo(0.001, within(1e-9));
  }

  @Test
  void exploringIsPaidOutOfAHundredthOfTheTime() {
    assertThat(measurements.spend(0.001)).isFalse();
    measurements.record("", round().end(1, 1_000_000_000, 0));
    assertThat(measurements.spend(0.011)).isFalse();
    assertThat(measurements.spend(0.006)).isTrue();
    assertThat(measurements.spend(0.006)).isFalse();
    assertThat(measurements.spend(-1)).isTrue();
    assertThat(measurements.spend(0.006)).isFalse();
  }

  @Test
  void whatIsKeptIsFoundAgain() {
    for (int i = 0; i < 200; i++) {
      verify("a", DRAFT, 0.9, 0.7, 0.5);
      verify("b", LOOKUP, i % 2 == 0 ? Double.NaN : 0.6);
      RoundRecord round = round();
      round.addPass(TARGET, 700, 1 + i % 20, 1_000_000L * (1 + i % 20));
      round.addPass(DRAFT, 700, 1, 300_000);
      measurements.record("a", round.end(1, 25_000_000, 0));
    }
    Snapshot kept = measurements.snapshot();
    for (int run = 0; run < 5; run++) {
      Measurements later = new Measurements(LEVELS);
      later.load(kept);
      kept = later.snapshot();
    }
    Snapshot first = measurements.snapshot();
    assertThat(kept.passes()).isEqualTo(first.passes());
    assertThat(kept.agreements()).hasSameSizeAs(first.agreements());
    for (int i = 0; i < kept.agreements().size(); i++) {
      Snapshot.Agreement before = first.agreements().get(i);
      Snapshot.Agreement after =
          kept.agreements().stream()
              .filter(
                  one -> one.key().equals(before.key()) && one.proposer().equals(before.proposer()))
              .findFirst()
              .orElseThrow();
      if (before.proposer().equals("draft")) { // a lookup is doubted anew
        assertThat(after.means().getFirst()).isCloseTo(before.means().getFirst(), within(0.1));
      }
      assertThat(after.offered()).isCloseTo(before.offered(), within(0.01));
    }
  }

  @Test
  void levelsOfAnotherRunAndImpossibleValuesArePassedOver() {
    List<Double> possible = Collections.nCopies(Acceptance.PLACES, 0.5);
    List<Double> impossible = Collections.nCopies(Acceptance.PLACES, 2.0);
    measurements.load(
        new Snapshot(
            LEVELS,
            List.of(new Snapshot.Pass("another", 0, 1, 1)),
            List.of(
                new Snapshot.Agreement("", "target", "another", possible, 1),
                new Snapshot.Agreement("", "draft", "target", possible, 1),
                new Snapshot.Agreement("", "target", "draft", impossible, Double.NaN)),
            0,
            0));
    assertThat(measurements.snapshot().passes()).isEmpty();
    assertThat(measurements.snapshot().agreements()).isEmpty();
  }

  @Test
  void manyThreadsMayRecordAndChoose() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      String key = "key " + t;
      double agreement = 0.1 * (t + 1);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 500; i++) {
                      verify(key, DRAFT, agreement);
                      measurements.snapshot(key);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int t = 0; t < 8; t++) {
      assertThat(known("key " + t, DRAFT).means().getFirst())
          .isCloseTo(0.1 * (t + 1), within(1e-9));
    }
  }
}
