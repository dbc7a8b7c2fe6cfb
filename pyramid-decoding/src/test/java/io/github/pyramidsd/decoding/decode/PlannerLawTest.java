package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.plan.PlannedSchedules;
import io.github.pyramidsd.decoding.plan.Planner;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever a planner decides while it learns, the law of its responses is the target's. */
class PlannerLawTest {

  private static final int LENGTH = 170;
  private static final SmallVocabulary LETTERS = ForkedText.LETTERS;

  /** All letters again and again, and then in another order: a lookup is wrong when it changes. */
  private static int script(int position) {
    return (position < 110 ? position : 7 * position) % ForkedText.USED;
  }

  private static ForkedText text(long seed, Integer... forks) {
    return new ForkedText(PlannerLawTest::script, Set.of(forks), seed);
  }

  /** The draft is wrong for a while, and later the qualifier. */
  private static Pyramid pyramid(ForkedText text, SmallVocabulary lower, SmallVocabulary all) {
    TabularModel draft = text.model("draft", lower, 45, 80);
    TabularModel qualifier = text.model("qualifier", all, 100, 130);
    return Planner.levels(
            draft.withPassSeconds((_, tokens) -> 0.002 + 0.0001 * tokens),
            qualifier.withPassSeconds((_, tokens) -> 0.02 + 0.0005 * tokens),
            text.target(all).withPassSeconds((_, tokens) -> 1 + 0.03 * tokens))
        .withLookup(1);
  }

  private static SequenceLaw law(
      Pyramid pyramid, GenerationOptions options, WatchedSchedule.Seen seen) {
    Planner planner = Planner.reproducible(pyramid);
    return SequenceLaw.of(
        pyramid,
        () -> {
          forgetSessions(pyramid);
          return new WatchedSchedule(PlannedSchedules.next(planner, options), pyramid, seen);
        },
        Family.PROMPT,
        options);
  }

  private static void forgetSessions(Pyramid pyramid) {
    for (LanguageModel model : pyramid.models()) {
      TabularModel tabular = (TabularModel) model;
      assertThat(tabular.openSessions()).isZero();
      tabular.sessions().clear();
    }
  }

  private static SequenceLaw targetLaw(Pyramid pyramid, GenerationOptions options) {
    return SequenceLaw.ofTarget((TabularModel) pyramid.target(), Family.PROMPT, options);
  }

  private static WatchedSchedule.Seen assertExact(Pyramid pyramid, GenerationOptions options) {
    WatchedSchedule.Seen seen = new WatchedSchedule.Seen();
    SequenceLaw law = law(pyramid, options, seen);
    assertThat(law.totalVariation(targetLaw(pyramid, options))).isLessThan(1e-6);
    assertThat(law.largestBound()).isZero();
    return seen;
  }

  @Test
  void learningAndChangingCompositionsKeepExactness() {
    Integer[][] forks = {{6, 12, 13}, {30, 98, 99}, {10, 150, 151}, {150, 151, 165}};
    for (Integer[] places : forks) {
      Pyramid pyramid = pyramid(text(places[0], places), LETTERS, LETTERS);
      GenerationOptions options = Family.options(1, LENGTH);
      assertThat(targetLaw(pyramid, options).probabilities()).hasSize(27);
      WatchedSchedule.Seen seen = assertExact(pyramid, options);
      assertThat(seen.chains).contains("target", "draft+target").hasSizeGreaterThan(2);
      assertThat(seen.most).isGreaterThan(2);
      assertThat(seen.probes).isGreaterThan(3);
    }
  }

  @Test
  void truncationAndPenaltyKeepExactness() {
    SamplingOptions sampling = new SamplingOptions(0.8, 3, 0.95, 0.05, 1.1, 3);
    Pyramid pyramid = pyramid(text(3, 10, 98, 151), LETTERS, LETTERS);
    assertThat(assertExact(pyramid, Family.options(sampling, LENGTH)).most).isGreaterThan(2);
  }

  @Test
  void endOfGenerationKeepsExactness() {
    SmallVocabulary ending = LETTERS.endingWith(39);
    Pyramid pyramid = pyramid(text(4, 10, 98, 151), ending, ending);
    GenerationOptions options = Family.options(1, LENGTH);
    assertThat(targetLaw(pyramid, options).probabilities()).hasSize(15); // 1 + 2 + 4 + 8
    assertThat(assertExact(pyramid, options).most).isGreaterThan(2);
  }

  @Test
  void draftThatLacksATokenKeepsExactness() {
    Pyramid pyramid = pyramid(text(5, 10, 98, 151), SmallVocabulary.letters(39), LETTERS);
    assertThat(assertExact(pyramid, Family.options(1, LENGTH)).most).isGreaterThan(2);
  }

  @Test
  void lawIsWithinTheBudget() {
    for (double budget : new double[] {0, 0.1, 0.5, 1, 2}) {
      double spent = 0;
      for (Integer[] places : new Integer[][] {{30, 98}, {10, 150, 151}}) {
        Pyramid pyramid = pyramid(text(1, places), LETTERS, LETTERS);
        GenerationOptions options = Family.options(1, LENGTH).withMaxDeviation(budget);
        SequenceLaw law = law(pyramid, options, new WatchedSchedule.Seen());
        double deviation = law.totalVariation(targetLaw(pyramid, options));
        assertThat(deviation).isLessThanOrEqualTo(law.expectedBound() + 1e-6);
        assertThat(law.largestBound()).isLessThanOrEqualTo(budget + 1e-9);
        spent = Math.max(spent, deviation);
      }
      if (budget >= 1) {
        assertThat(spent).as("budget " + budget).isGreaterThan(0.01);
      }
    }
  }

  @Test
  void shortResponsesOverRandomModelsAreExact() {
    SmallVocabulary ab = SmallVocabulary.letters(2);
    for (long seed = 1; seed <= 3; seed++) {
      Pyramid pyramid = similar(ab, seed, 1);
      WatchedSchedule.Seen seen = assertExact(pyramid, Family.options(1, 11));
      assertThat(seen.chains).contains("draft+target");
    }
  }

  @Test
  void shortResponsesOverRandomModelsAreWithinTheBudget() {
    SmallVocabulary ab = SmallVocabulary.letters(2);
    for (double budget : new double[] {0.1, 0.5, 1, 2}) {
      for (long seed = 1; seed <= 2; seed++) {
        Pyramid pyramid = similar(ab, seed, 0.3f);
        GenerationOptions options = Family.options(1, 11).withMaxDeviation(budget);
        SequenceLaw law = law(pyramid, options, new WatchedSchedule.Seen());
        double deviation = law.totalVariation(targetLaw(pyramid, options));
        assertThat(deviation)
            .as("budget " + budget + ", seed " + seed)
            .isLessThanOrEqualTo(Math.min(budget, law.expectedBound()) + 1e-6)
            .isGreaterThan(1e-3);
        assertThat(law.largestBound()).isLessThanOrEqualTo(budget + 1e-9);
      }
    }
  }

  /** A lookup, a target, and a cheap draft whose logits are so far from the target's. */
  private static Pyramid similar(SmallVocabulary vocabulary, long seed, float distance) {
    Family family = Family.random(2, vocabulary, seed);
    TabularModel draft =
        new TabularModel(
            "draft",
            vocabulary,
            64,
            (tokens, length) -> {
              int[] context = Arrays.copyOf(tokens, length);
              float[] row = family.target().logits(context);
              float[] other = family.draft().logits(context);
              for (int id = 0; id < row.length; id++) {
                row[id] += distance * other[id];
              }
              return row;
            });
    return Planner.levels(
            draft.withPassSeconds((_, tokens) -> 0.01),
            family.target().withPassSeconds((_, tokens) -> 1 + 0.01 * tokens))
        .withLookup(1);
  }

  @Test
  void sampledResponsesOfAMeasuringPlannerHaveTheTargetsLaw() {
    Family family = Family.random(2, SmallVocabulary.letters(3), 11);
    Pyramid pyramid = family.exact(1);
    Planner planner = Planner.of(pyramid);
    planner.generate("a", Family.options(1, 60)); // learns how the levels agree
    GenerationOptions options = Family.options(1, 3);
    Randomness randomness = Randomness.seeded(20251126);
    int count = 20_000;
    Map<List<Integer>, Integer> counts = new HashMap<>();
    for (int i = 0; i < count; i++) {
      forgetSessions(pyramid);
      Response response =
          SequenceLaw.respond(
              pyramid, PlannedSchedules.next(planner, options), Family.PROMPT, options, randomness);
      counts.merge(response.tokens(), 1, Integer::sum);
    }
    SequenceLaw target = targetLaw(pyramid, options);
    double sum = 0;
    for (var entry : counts.entrySet()) {
      double expected = count * target.probability(entry.getKey());
      sum += 2 * entry.getValue() * Math.log(entry.getValue() / expected);
    }
    // What is used depends on the clock, so a rare value must not fail: chi-square with 26 degrees
    // of freedom exceeds 95 once in 10^9 times.
    assertThat(target.probabilities()).hasSize(27);
    assertThat(sum).isLessThan(95);
  }
}
