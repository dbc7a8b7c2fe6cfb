package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.RoundRecord;
import io.github.pyramidsd.decoding.decode.Schedule;
import io.github.pyramidsd.decoding.plan.Families.Family;
import io.github.pyramidsd.decoding.plan.Families.Machine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a response is planned, and what it explores. */
class AutoScheduleTest {

  private static final double LOSSLESS = Double.POSITIVE_INFINITY;
  private static final Family GOOD = Families.named("very good draft");
  private static final Family USELESS = Families.named("useless draft");

  /** Does what another schedule says, and remembers it. */
  private static class Watched implements Schedule {
    final AutoSchedule schedule;
    final List<Composition> used = new ArrayList<>();
    final List<Integer> probed = new ArrayList<>();
    int tokensBeforeProbe = -1;
    long probing; // nanoseconds
    long total;
    private int tokens;

    Watched(AutoSchedule schedule) {
      this.schedule = schedule;
    }

    @Override
    public boolean reads(int level, int promptTokens) {
      return schedule.reads(level, promptTokens);
    }

    @Override
    public Composition next(Progress progress) {
      Composition next = schedule.next(progress);
      used.add(next);
      return next;
    }

    @Override
    public int[] probes(Progress progress, int recorded) {
      int[] levels = schedule.probes(progress, recorded);
      for (int level : levels) {
        probed.add(level);
        tokensBeforeProbe = tokensBeforeProbe < 0 ? tokens : tokensBeforeProbe;
      }
      return levels;
    }

    @Override
    public int recorded() {
      return schedule.recorded();
    }

    @Override
    public void record(RoundRecord record) {
      tokens += record.tokens();
      probing += record.kind() == RoundRecord.Kind.PROBE ? record.nanos() : 0;
      total += record.nanos();
      schedule.record(record);
    }

    long plainRounds() {
      return used.stream().filter(composition -> composition.stages().isEmpty()).count();
    }
  }

  private final Measurements measurements = new Measurements(Families.LEVELS);
  private final SimulatedMachine machine = new SimulatedMachine(1);

  private Watched respond(SimulatedDecoding decoding, int tokens, double budget, boolean coupled) {
    Watched watched = new Watched(new AutoSchedule(measurements, "", tokens, budget, coupled));
    decoding.respond(watched, tokens);
    return watched;
  }

  @Test
  void firstResponseIsPlainUntilAllLevelsAreProbed() {
    Watched first = respond(GOOD.on(machine, Machine.CHEAP, 1), 256, LOSSLESS, false);
    assertThat(first.tokensBeforeProbe).isEqualTo(8);
    assertThat(first.probed.subList(0, 3)).containsExactly(0, 1, 2);
    assertThat(first.used.subList(0, 8)).containsOnly(Composition.plain(3));
    assertThat(first.used.getLast().stages()).isNotEmpty();
  }

  @Test
  void laterResponsesSpeculateAtOnce() {
    SimulatedDecoding decoding = GOOD.on(machine, Machine.CHEAP, 1);
    respond(decoding, 256, LOSSLESS, false);
    assertThat(respond(decoding, 256, LOSSLESS, false).used.getFirst().stages()).isNotEmpty();
  }

  @Test
  void responsesThatAreTooShortDoNotPayForLearning() {
    Watched first = respond(GOOD.on(machine, Machine.BY_FOURS, 1), 8, LOSSLESS, false);
    assertThat(first.probed).isEmpty();
    assertThat(first.used).containsOnly(Composition.plain(3));
  }

  @Test
  void exploringStaysWithinItsShare() {
    SimulatedDecoding decoding = USELESS.on(machine, Machine.LINEAR, 1);
    respond(decoding, 256, LOSSLESS, false);
    long probing = 0;
    long total = 0;
    for (int i = 0; i < 20; i++) {
      Watched watched = respond(decoding, 256, LOSSLESS, false);
      probing += watched.probing;
      total += watched.total;
    }
    assertThat(probing).isPositive();
    assertThat((double) probing / total).isLessThan(0.015);
  }

  @Test
  void responseWithASeedAndABudgetIsPlannedOnce() {
    SimulatedDecoding decoding = GOOD.on(machine, Machine.CHEAP, 1).withBudget(2);
    respond(decoding, 256, 2, false); // learns
    for (int i = 0; i < 5; i++) {
      Watched watched = respond(decoding, 256, 2, true);
      assertThat(watched.used.stream().distinct()).hasSize(1);
      assertThat(watched.used.getFirst().stages()).isNotEmpty();
      assertThat(watched.probed).isEmpty();
    }
  }

  @Test
  void responseWithASeedOnlyMayChange() {
    SimulatedDecoding decoding = Families.named("becomes useless").on(machine, Machine.BY_FOURS, 1);
    respond(decoding, 512, LOSSLESS, true);
    Watched watched = respond(decoding, 512, LOSSLESS, true);
    assertThat(watched.used.stream().distinct()).hasSizeGreaterThan(1);
  }

  @Test
  void goesOnWithoutALevelWhoseContextIsFull() {
    SimulatedDecoding decoding = GOOD.on(machine, Machine.CHEAP, 1);
    respond(decoding, 256, LOSSLESS, false);
    Watched watched = respond(decoding.withContext(1, 200), 256, LOSSLESS, false);
    assertThat(watched.used.getFirst().uses(1)).isTrue();
    assertThat(watched.used.getLast().uses(1)).isFalse();
    assertThat(watched.schedule.choice().orElseThrow().table())
        .filteredOn(row -> row.label().contains("draft"))
        .isNotEmpty()
        .allMatch(row -> row.whyNot().equals("context full"));
  }

  @Test
  void idleLevelsAreProbedAgain() {
    SimulatedDecoding decoding = USELESS.on(machine, Machine.BY_FOURS, 1);
    respond(decoding, 256, LOSSLESS, false);
    int probes = 0;
    for (int i = 0; i < 20; i++) {
      probes += respond(decoding, 256, LOSSLESS, false).probed.contains(1) ? 1 : 0;
    }
    assertThat(probes).isGreaterThan(1);
  }

  /** Rounds take several times as long as their passes do, which no pass tells. */
  @Test
  void speculationThatTurnsOutSlowerEnds() {
    SimulatedDecoding decoding = GOOD.on(machine, Machine.CHEAP, 1);
    respond(decoding, 256, LOSSLESS, false);
    AutoSchedule schedule = new AutoSchedule(measurements, "", 2000, LOSSLESS, false);
    Watched watched =
        new Watched(schedule) {
          private final RoundRecord slow = new RoundRecord();

          @Override
          public void record(RoundRecord record) {
            boolean isPlain = record.composition().stages().isEmpty();
            slow.begin(record.kind(), record.composition());
            for (int i = 0; i < record.passes(); i++) {
              slow.addPass(record.level(i), record.position(i), record.tokens(i), record.nanos(i));
            }
            for (int i = 0; i < record.comparisons(); i++) {
              slow.addComparison(
                  record.verifier(i), record.proposer(i), record.place(i), record.agreement(i));
            }
            super.record(slow.end(record.tokens(), (isPlain ? 1 : 4) * record.nanos(), 0));
          }
        };
    decoding.respond(watched, 2000);
    assertThat(watched.plainRounds()).isGreaterThan(1000);
  }

  @Test
  void targetAloneIsPlain() {
    Measurements alone = new Measurements(List.of(new Measurements.Level("target", true)));
    AutoSchedule schedule = new AutoSchedule(alone, "", 16, LOSSLESS, false);
    SimulatedDecoding decoding =
        new SimulatedDecoding(
            List.of(new Measurements.Level("target", true)),
            machine,
            (_, tokens) -> 0.01 * tokens,
            new double[][] {{}},
            new double[][] {{}},
            1);
    Watched watched = new Watched(schedule);
    decoding.respond(watched, 16);
    assertThat(watched.used).containsOnly(Composition.plain(0));
  }
}
