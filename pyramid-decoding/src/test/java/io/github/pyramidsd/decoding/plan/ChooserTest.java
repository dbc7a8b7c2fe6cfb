package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.plan.Measurements.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is chosen from a snapshot, and what its table says. */
class ChooserTest {

  private static final List<Level> LEVELS =
      List.of(new Level("draft", true), new Level("qualifier", true), new Level("target", true));
  private static final List<Level> WITH_LOOKUP =
      List.of(new Level("lookup", false), new Level("draft", true), new Level("target", true));
  private static final int PLENTY = 1_000_000;

  private static Snapshot.Agreement agree(
      String verifier, String proposer, double mean, double offered) {
    List<Double> means = Collections.nCopies(Acceptance.PLACES, mean);
    return new Snapshot.Agreement("", verifier, proposer, means, offered);
  }

  private static List<Snapshot.Pass> passes(String level, IntToDoubleFunction seconds) {
    List<Snapshot.Pass> passes = new ArrayList<>();
    passes.add(new Snapshot.Pass(level, 0, 0, seconds.applyAsDouble(17) / 17));
    for (int n = 1; n <= PassTimes.MOST_TOKENS; n++) {
      passes.add(new Snapshot.Pass(level, 0, n, seconds.applyAsDouble(n)));
    }
    return passes;
  }

  /** A draft, a qualifier and a target with these acceptances, passes over more tokens cheap. */
  private static Snapshot pyramid(double ofDraft, double ofQualifier, double ofBoth) {
    List<Snapshot.Pass> passes = passes("draft", n -> 0.02 + 0.001 * n);
    passes.addAll(passes("qualifier", n -> 0.2 + 0.005 * n));
    passes.addAll(passes("target", n -> 1 + 0.01 * n));
    return new Snapshot(
        LEVELS,
        passes,
        List.of(
            agree("target", "draft", ofDraft, 1),
            agree("target", "qualifier", ofQualifier, 1),
            agree("qualifier", "draft", ofBoth, 1)),
        0,
        0);
  }

  private static Chooser.Question question(int levels, int room) {
    return new Chooser.Question(
        0, room, Double.POSITIVE_INFINITY, false, new int[levels], new boolean[levels], null);
  }

  private static Chooser.Question using(@Nullable Composition inUse) {
    return new Chooser.Question(
        0, PLENTY, Double.POSITIVE_INFINITY, false, new int[3], new boolean[3], inUse);
  }

  private static Choice choose(Snapshot snapshot) {
    return Chooser.best(snapshot, question(snapshot.levels().size(), PLENTY));
  }

  @Test
  void usefulDraftSpeculatesAndUselessOneDoesNot() {
    assertThat(choose(pyramid(0.9, 0.5, 0.5)).composition().bottom()).isZero();
    assertThat(choose(pyramid(0.01, 0.01, 0.01)).composition()).isEqualTo(Composition.plain(2));
  }

  @Test
  void qualifierJoinsWhereItRaisesAcceptanceEnough() {
    assertThat(choose(pyramid(0.6, 0.97, 0.9)).row().label()).startsWith("draft+qualifier:");
    assertThat(choose(pyramid(0.97, 0.97, 0.9)).row().label()).startsWith("draft+target:");
  }

  @Test
  void tableIsInOrderAndTheChoiceIsItsFirstRow() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 50; i++) {
      double[] a = random.doubles(3, 0.1, 0.95).toArray();
      Choice choice = choose(pyramid(a[0], a[1], a[2]));
      assertThat(choice.table()).hasSize(4).first().isEqualTo(choice.row());
      assertThat(choice.table())
          .extracting(Choice.Row::secondsPerToken)
          .isSorted()
          .allMatch(seconds -> seconds > 0);
      assertThat(choice.plain().tokensPerSecond()).isCloseTo(1 / 1.01, within(1e-12));
      for (Choice.Row row : choice.table()) {
        assertThat(row.tokensPerSecond())
            .isCloseTo(row.tokensPerRound() / row.secondsPerRound(), within(1e-9));
      }
    }
  }

  @Test
  void whatIsUnknownIsInTheTableWithTheReason() {
    Snapshot known = pyramid(0.9, 0.9, 0.9);
    Snapshot snapshot =
        new Snapshot(LEVELS, known.passes(), List.of(agree("target", "draft", 0.9, 1)), 0, 0);
    assertThat(choose(snapshot).table())
        .filteredOn(row -> !row.whyNot().isEmpty())
        .allMatch(row -> row.whyNot().equals("unknown") && row.tokensPerSecond() == 0)
        .extracting(Choice.Row::label)
        .containsExactlyInAnyOrder("qualifier+target", "draft+qualifier+target");
  }

  @Test
  void withoutAnyMeasurementItIsPlain() {
    Choice choice = choose(new Snapshot(LEVELS, List.of(), List.of(), 0, 0));
    assertThat(choice.composition()).isEqualTo(Composition.plain(2));
    assertThat(choice.table()).allMatch(row -> row.whyNot().equals("unknown"));
  }

  @Test
  void levelWhoseContextIsFullTakesNoPart() {
    Chooser.Question full =
        new Chooser.Question(
            0,
            PLENTY,
            Double.POSITIVE_INFINITY,
            false,
            new int[3],
            new boolean[] {true, false, false},
            null);
    Choice choice = Chooser.best(pyramid(0.95, 0.9, 0.9), full);
    assertThat(choice.row().label()).startsWith("qualifier+target:");
    assertThat(choice.table())
        .filteredOn(row -> row.label().contains("draft"))
        .allMatch(row -> row.whyNot().equals("context full"));
  }

  @Test
  void roundsMakeNoMoreTokensThanThereIsRoomFor() {
    assertThat(Chooser.best(pyramid(1, 1, 1), question(3, 1)).table())
        .filteredOn(row -> row.label().equals("draft+qualifier+target"))
        .extracting(Choice.Row::whyNot)
        .containsExactly("no room");
    for (int room = 2; room <= 12; room++) {
      Choice choice = Chooser.best(pyramid(1, 1, 1), question(3, room));
      assertThat(choice.row().tokensPerRound()).isLessThanOrEqualTo(room);
    }
  }

  @Test
  void whatIsInUseMustBeBeatenClearly() {
    List<Snapshot.Pass> passes = passes("draft", n -> 0.02 + 0.001 * n);
    passes.addAll(passes("qualifier", n -> 0.02 + 0.001 * n));
    passes.addAll(passes("target", n -> 1 + 0.01 * n));
    Snapshot alike =
        new Snapshot(
            LEVELS,
            passes,
            List.of(agree("target", "draft", 0.9, 1), agree("target", "qualifier", 0.901, 1)),
            0,
            0);
    Choice.Row best = choose(alike).row();
    Choice.Row near = choose(alike).table().get(1);
    assertThat(best.label()).startsWith("qualifier+");
    assertThat(near.label()).startsWith("draft+");
    assertThat(Chooser.best(alike, using(near.composition())).row()).isEqualTo(near);
    assertThat(Chooser.best(alike, using(Composition.plain(2))).row()).isEqualTo(best);
  }

  @Test
  void levelsThatMissedMuchMustMakeUpForReadingIt() {
    int[] backlog = {5000, 0, 0};
    Snapshot snapshot = pyramid(0.9, 0.01, 0.01);
    for (int room : new int[] {4, 10_000}) {
      Chooser.Question question =
          new Chooser.Question(
              0, room, Double.POSITIVE_INFINITY, false, backlog, new boolean[3], null);
      boolean isPlain = Chooser.best(snapshot, question).composition().stages().isEmpty();
      assertThat(isPlain).as("room " + room).isEqualTo(room == 4);
    }
  }

  @Test
  void seedThatCouplesDrawsLowersAcceptance() {
    assertThat(Chooser.coupled(0.65)).isCloseTo(0.59, within(0.01));
    assertThat(Chooser.coupled(0.85)).isCloseTo(0.81, within(0.01));
    assertThat(Chooser.coupled(1)).isCloseTo(1, within(1e-12));
    assertThat(Chooser.coupled(0)).isZero();
    Chooser.Question coupled =
        new Chooser.Question(
            0, PLENTY, Double.POSITIVE_INFINITY, true, new int[3], new boolean[3], null);
    assertThat(Chooser.best(pyramid(0.8, 0.3, 0.3), coupled).row().secondsPerToken())
        .isGreaterThan(choose(pyramid(0.8, 0.3, 0.3)).row().secondsPerToken());
  }

  @Test
  void budgetIsSpentAtTheTargetOnly() {
    Chooser.Question question =
        new Chooser.Question(0, 100, 5, false, new int[3], new boolean[3], null);
    Choice choice = Chooser.best(pyramid(0.6, 0.97, 0.9), question);
    assertThat(choice.composition().stages())
        .extracting(stage -> stage.rule() instanceof AcceptanceRule.Budgeted)
        .containsExactly(false, true);
    double lossless =
        Chooser.best(pyramid(0.6, 0.97, 0.9), question(3, 100)).row().secondsPerToken();
    assertThat(choice.row().secondsPerToken()).isLessThan(lossless);
  }

  @Test
  void lookupThatSeldomFindsAnythingCostsNothingButIsNotMeasuredWith() {
    List<Snapshot.Pass> passes = passes("draft", n -> 0.5 + 0.01 * n);
    passes.addAll(passes("target", n -> 1 + 0.3 * n));
    Snapshot snapshot =
        new Snapshot(
            WITH_LOOKUP,
            passes,
            List.of(agree("target", "draft", 0.1, 1), agree("target", "lookup", 0.9, 0.05)),
            0,
            0);
    Choice choice = choose(snapshot);
    assertThat(choice.row().label()).startsWith("lookup+target:");
    assertThat(choice.bySize()).noneMatch(row -> row.label().startsWith("lookup"));
  }

  @Test
  void sizesNeverSeenAreThoughtCheapAndMeasuredOnesAreBelieved() {
    Snapshot known = pyramid(0.8, 0.1, 0.1);
    List<Snapshot.Pass> few = new ArrayList<>(passes("draft", n -> 0.02 + 0.001 * n));
    few.add(new Snapshot.Pass("target", 0, 1, 1));
    Snapshot young = new Snapshot(LEVELS, few, known.agreements(), 0, 0);
    assertThat(choose(young).composition().stages()).isNotEmpty();
    few.add(new Snapshot.Pass("target", 0, 2, 2));
    few.add(new Snapshot.Pass("target", 0, 4, 4));
    few.add(new Snapshot.Pass("target", 0, 16, 16));
    Snapshot linear = new Snapshot(LEVELS, few, known.agreements(), 0, 0);
    assertThat(choose(linear).composition().stages()).isEmpty();
  }
}
