package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.plan.Families.Family;
import io.github.pyramidsd.decoding.plan.Families.Machine;
import io.github.pyramidsd.decoding.plan.Families.Run;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a planner loses to the best fixed composition, found by trying all, on simulated machines
 * that other work disturbs. Both are judged by what their passes would take undisturbed, which no
 * measurement can tell.
 */
class PlannerRegretTest {

  private static final int SEEDS = 8;
  private static final Run USUAL = new Run(3, 12, 256);
  private static final Run SHORT = new Run(3, 12, 64);
  private static final Run YOUNG = new Run(0, 3, 256);

  static Stream<Arguments> families() {
    return Families.ALL.stream()
        .flatMap(family -> Arrays.stream(Machine.values()).map(m -> Arguments.of(family, m)));
  }

  private static double planned(Family family, Machine machine, Run run) {
    double[] seconds = Families.planned(family, machine, run, Double.POSITIVE_INFINITY, SEEDS);
    return Arrays.stream(seconds).average().orElseThrow();
  }

  /** Whether text changes its kind to a better one half-way, which only probes can find. */
  private static boolean becomesGood(Family family) {
    return family.first().ofDraft() < family.second().ofDraft();
  }

  @ParameterizedTest
  @MethodSource("families")
  void losesLittleToTheBestFixedComposition(Family family, Machine machine) {
    double plain = Families.fixed(family, machine, Composition.plain(3), 256, 1);
    double best = Families.best(family, machine, 256, 50);
    double planned = planned(family, machine, USUAL);
    assertThat(best / planned).as("of the best").isGreaterThan(becomesGood(family) ? 0.75 : 0.95);
    assertThat(plain / planned).as("of plain decoding").isGreaterThan(0.98);
    double young = planned(family, machine, YOUNG);
    assertThat(best / young)
        .as("of the best, in a new process")
        .isGreaterThan(becomesGood(family) ? 0.75 : 0.9);
  }

  /** Nothing is spent on each response that only a longer one can make good. */
  @ParameterizedTest
  @MethodSource("families")
  void losesLittleInShortResponses(Family family, Machine machine) {
    double best = Families.best(family, machine, 64, 100);
    assertThat(best / planned(family, machine, SHORT))
        .isGreaterThan(family.first().equals(family.second()) ? 0.95 : 0.8);
  }

  @Test
  void gainsFromTextThatChangesMoreThanAnythingFixed() {
    Family family = Families.named("becomes useless");
    double best = Families.best(family, Machine.BY_FOURS, 512, 50);
    Run run = new Run(3, 12, 512);
    assertThat(best / planned(family, Machine.BY_FOURS, run)).isGreaterThan(1.04);
  }

  @Test
  void budgetIsSpentWhereItSavesTime() {
    Family family = Families.named("good draft");
    double[] without =
        Families.planned(family, Machine.CHEAP, USUAL, Double.POSITIVE_INFINITY, SEEDS);
    double[] with = Families.planned(family, Machine.CHEAP, USUAL, 20, SEEDS);
    assertThat(Arrays.stream(without).sum() / Arrays.stream(with).sum()).isGreaterThan(1.1);
  }
}
