package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.plan.CostProfile;
import io.github.pyramidsd.decoding.plan.PlanReport;
import io.github.pyramidsd.decoding.plan.Planner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A planner gives the responses that any decoder gives, and says what it did. */
class PlannerTest {

  private static final SmallVocabulary LETTERS = SmallVocabulary.letters(6);
  private static final int LONG = 150;

  /** Models that agree more or less, in a context that is long enough to plan for. */
  private static Family family(SmallVocabulary vocabulary, long seed) {
    Family random = Family.random(3, vocabulary, seed);
    TabularModel target = random.target().withContextLength(256);
    return Family.of(
        near(target, random.draft(), 0.7f).withPassSeconds((_, n) -> 0.02 + 0.001 * n),
        near(target, random.models().get(1), 0.3f).withPassSeconds((_, n) -> 0.15 + 0.01 * n),
        target.withPassSeconds((_, n) -> 1 + 0.02 * n));
  }

  /** The target's logits and a share of another model's. */
  private static TabularModel near(TabularModel target, TabularModel other, float share) {
    return new TabularModel(
        other.name(),
        target.vocabulary(),
        256,
        (tokens, length) -> {
          int[] context = Arrays.copyOf(tokens, length);
          float[] row = target.logits(context);
          float[] own = other.logits(context);
          for (int id = 0; id < row.length; id++) {
            row[id] += share * own[id];
          }
          return row;
        });
  }

  private static Pyramid pyramid(Family family) {
    return family.exact(1, 1).withLookup(1);
  }

  private static Response respond(
      Decoder decoder, GenerationOptions options, GenerationListener listener) {
    try (Generation generation = decoder.start(Family.PROMPT, options, listener)) {
      return generation.run();
    }
  }

  private static Response respond(Decoder decoder, GenerationOptions options) {
    return respond(decoder, options, GenerationListener.NONE);
  }

  private static void assertNothingOpen(Family family) {
    assertThat(family.models()).allMatch(model -> model.openSessions() == 0);
  }

  private static long used(PlanReport report) {
    return report.uses().stream().mapToLong(PlanReport.Use::tokens).sum();
  }

  @Test
  void greedyTokensAreTheTargetsWhateverIsPlanned() {
    for (long seed = 1; seed <= 30; seed++) {
      Family family = family(LETTERS, seed);
      for (Planner planner :
          List.of(Planner.of(pyramid(family)), Planner.reproducible(pyramid(family)))) {
        for (int response = 0; response < 2; response++) {
          assertThat(respond(planner, Family.options(0, LONG)).tokens())
              .as("seed " + seed)
              .isEqualTo(family.greedy(LONG));
        }
      }
      assertNothingOpen(family);
    }
  }

  @Test
  void severalCompositionsAreUsed() {
    int speculating = 0;
    for (long seed = 1; seed <= 10; seed++) {
      Family family = family(LETTERS, seed);
      Planner planner = Planner.reproducible(pyramid(family));
      respond(planner, Family.options(1, LONG).withSeed(seed));
      assertThat(planner.report().plans()).isGreaterThan(1);
      speculating += planner.report().uses().size() > 1 ? 1 : 0;
    }
    assertThat(speculating).isEqualTo(10);
  }

  @Test
  void sameSeedGivesTheSameTokensWhateverCameBefore() {
    Family family = family(LETTERS, 1);
    Planner planner = Planner.reproducible(pyramid(family));
    GenerationOptions options = Family.options(1, LONG).withSeed(17);
    Response first = respond(planner, options);
    List<PlanReport.Ranking> rankings = planner.report().rankings();
    assertThat(respond(planner, options).tokens()).isEqualTo(first.tokens());
    assertThat(planner.report().rankings()).isEqualTo(rankings);
    for (long seed = 0; seed < 5; seed++) {
      respond(planner, options.withSeed(seed));
    }
    assertThat(respond(planner, options).tokens()).isEqualTo(first.tokens());
    Planner other = Planner.reproducible(pyramid(family(LETTERS, 1)));
    other.load(
        List.of(new CostProfile("target", List.of(new CostProfile.Pass(1, 1e-9)), List.of())));
    assertThat(respond(other, options).tokens()).isEqualTo(first.tokens());
    assertThat(respond(planner, options.withSeed(18)).tokens()).isNotEqualTo(first.tokens());
  }

  @Test
  void reportCountsEveryTokenOnce() {
    for (long seed = 1; seed <= 20; seed++) {
      Family family = family(LETTERS.endingWith(5), seed);
      for (Planner planner :
          List.of(Planner.of(pyramid(family)), Planner.reproducible(pyramid(family)))) {
        Response response = respond(planner, Family.options(1, LONG).withSeed(seed));
        PlanReport report = planner.report();
        int end = response.finishReason() == FinishReason.END_OF_GENERATION ? 1 : 0;
        assertThat(used(report)).as("seed " + seed).isEqualTo(response.tokens().size() + end);
        long rounds = report.uses().stream().mapToLong(PlanReport.Use::rounds).sum();
        assertThat(rounds).isEqualTo(response.levels().getLast().passes());
        assertThat(report.plainTokens()).isBetween(0L, used(report));
      }
    }
  }

  @Test
  void reportNamesLevelsAndRanksChains() {
    Family family = family(LETTERS, 3);
    Planner planner = Planner.reproducible(pyramid(family));
    respond(planner, Family.options(1, LONG));
    PlanReport report = planner.report();
    assertThat(report.reproducible()).isTrue();
    assertThat(report.levels())
        .extracting(PlanReport.Level::level)
        .containsExactly("lookup", "draft", "qualifier", "target");
    assertThat(report.levels().getLast().passSeconds()).isCloseTo(1.02, within(1e-9));
    assertThat(report.levels().getLast().paysOff()).isTrue();
    assertThat(report.rankings())
        .isSortedAccordingTo(
            (a, b) -> Double.compare(b.predictedTokensPerSecond(), a.predictedTokensPerSecond()));
    assertThat(report.rankings())
        .anyMatch(ranking -> ranking.composition().equals("target"))
        .anyMatch(ranking -> ranking.composition().startsWith("draft+qualifier:"));
    for (PlanReport.Agreement agreement : report.levels().getLast().agreements()) {
      assertThat(agreement.offered()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void reportBeforeAnyResponseSaysThatNothingIsKnown() {
    Family family = family(LETTERS, 3);
    PlanReport report = Planner.of(pyramid(family)).report();
    assertThat(report.uses()).isEmpty();
    assertThat(report.plainTokensPerSecond()).isNaN();
    assertThat(report.rankings())
        .extracting(PlanReport.Ranking::composition)
        .containsExactly("target");
    assertThat(report.levels().getLast().agreements())
        .allMatch(agreement -> Double.isNaN(agreement.acceptance()));
  }

  @Test
  void whatWasLearntServesALaterRun() {
    Family family = family(LETTERS, 4);
    Planner planner = Planner.of(pyramid(family));
    for (int i = 0; i < 3; i++) {
      respond(planner, Family.options(1, LONG).withSeed(i));
    }
    Planner later = Planner.of(pyramid(family));
    later.load(planner.profiles());
    assertThat(later.report().rankings()).hasSameSizeAs(planner.report().rankings());
    Response response = respond(later, Family.options(0, LONG));
    assertThat(response.tokens()).isEqualTo(family.greedy(LONG));
  }

  @Test
  void profilesOfStrangersAreIgnored() {
    Family family = family(LETTERS, 4);
    Planner planner = Planner.of(pyramid(family));
    planner.load(
        List.of(
            new CostProfile("nobody", List.of(), List.of()),
            new CostProfile(
                "draft",
                List.of(),
                List.of(new CostProfile.Agreement("target", List.of(1.0), 1)))));
    assertThat(planner.report().rankings()).hasSize(1);
  }

  @Test
  void cancelledResponsesLeaveNothingOpenAndThePlannerUsable() {
    for (int after = 1; after <= 30; after++) {
      int count = after;
      Family family = family(LETTERS, after);
      Planner planner = Planner.of(pyramid(family));
      List<Generation> running = new ArrayList<>();
      Recording heard = new Recording();
      GenerationListener canceller =
          new GenerationListener() {
            @Override
            public void onToken(int token, int level) {
              heard.onToken(token, level);
              if (heard.tokens.size() == count) {
                running.getFirst().cancel();
              }
            }
          };
      try (Generation generation =
          planner.start(Family.PROMPT, Family.options(0, LONG), canceller)) {
        running.add(generation);
        Response response = generation.run();
        assertThat(response.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(response.tokens()).hasSizeBetween(after, after + 17).isEqualTo(heard.tokens);
        assertThat(response.tokens()).isEqualTo(family.greedy(response.tokens().size()));
      }
      assertNothingOpen(family);
      assertThat(respond(planner, Family.options(0, LONG)).tokens()).isEqualTo(family.greedy(LONG));
      assertNothingOpen(family);
    }
  }

  @Test
  void modelThatRefusesASessionLeavesTheOthersClosed() {
    for (int refusing = 0; refusing < 3; refusing++) {
      Family family = family(LETTERS, 8);
      family.models().get(refusing).refuseSessions();
      Planner planner = Planner.of(pyramid(family));
      assertThatIllegalStateException()
          .isThrownBy(() -> respond(planner, Family.options(0, 5)))
          .withMessageContaining("refuses");
      assertNothingOpen(family);
    }
  }

  @Test
  void endOfGenerationEndsAPlannedResponse() {
    SmallVocabulary ending = LETTERS.endingWith(4, 5);
    int ended = 0;
    for (long seed = 1; seed <= 30; seed++) {
      Family family = family(ending, seed);
      Planner planner = Planner.of(pyramid(family));
      Response plain = respond(Pyramid.of(family.target()), Family.options(0, LONG));
      Response planned = respond(planner, Family.options(0, LONG));
      assertThat(planned.tokens()).as("seed " + seed).isEqualTo(plain.tokens());
      assertThat(planned.finishReason()).isEqualTo(plain.finishReason());
      Response sampled = respond(planner, Family.options(1, LONG).withSeed(seed));
      assertThat(sampled.tokens()).doesNotContain(4, 5);
      ended += sampled.finishReason() == FinishReason.END_OF_GENERATION ? 1 : 0;
    }
    assertThat(ended).isGreaterThan(5);
  }

  @Test
  void stopStringsEndAPlannedResponse() {
    for (long seed = 1; seed <= 30; seed++) {
      Family family = family(LETTERS, seed);
      Pyramid plain = Pyramid.of(family.target());
      String text = respond(plain, Family.options(0, LONG)).text();
      String stop = text.substring(40, 44);
      GenerationOptions options = Family.options(0, LONG).withStopStrings(List.of(stop));
      Response expected = respond(plain, options);
      Planner planner = Planner.of(pyramid(family));
      respond(planner, Family.options(0, 30)); // so that it speculates from the start
      Response planned = respond(planner, options);
      assertThat(planned.text()).as("seed " + seed).isEqualTo(expected.text()).doesNotContain(stop);
      assertThat(planned.tokens()).isEqualTo(expected.tokens());
      assertThat(planned.finishReason()).isEqualTo(FinishReason.STOP_STRING);
    }
  }

  @Test
  void draftOfAShorterVocabularyIsUsedWhileItCanReadTheText() {
    for (long seed = 1; seed <= 20; seed++) {
      Family family = family(LETTERS, seed);
      Family random = Family.random(1, SmallVocabulary.letters(4), seed);
      Pyramid pyramid =
          Planner.levels(
                  random.draft().withContextLength(256).withPassSeconds((_, n) -> 0.01),
                  family.models().get(1),
                  family.target())
              .withLookup(1);
      Planner planner = Planner.reproducible(pyramid);
      assertThat(respond(planner, Family.options(0, LONG)).tokens())
          .as("seed " + seed)
          .isEqualTo(family.greedy(LONG));
      assertThat(respond(planner, Family.options(1, LONG).withSeed(seed)).tokens()).hasSize(LONG);
      assertThat(planner.report().plans()).isPositive();
    }
  }

  @Test
  void maxTokensAndContextAreNeverExceeded() {
    Family family = family(LETTERS, 6);
    Planner planner = Planner.of(pyramid(family));
    for (int most = 1; most <= 25; most++) {
      assertThat(respond(planner, Family.options(1, most)).tokens()).hasSize(most);
    }
    Response full = respond(planner, Family.options(1, 1000));
    assertThat(full.finishReason()).isEqualTo(FinishReason.CONTEXT);
    assertThat(full.tokens()).hasSize(255);
    assertThat(used(planner.report())).isEqualTo(255);
  }

  @Test
  void greedyBudgetCountsTokensThatAreNotTheTargetsChoice() {
    int strangers = 0;
    for (double budget : new double[] {0, 1, 3}) {
      for (long seed = 1; seed <= 10; seed++) {
        Family family = family(LETTERS, seed);
        Planner planner = Planner.reproducible(pyramid(family));
        Response response = respond(planner, Family.options(0, LONG).withMaxDeviation(budget));
        int count = 0;
        List<Integer> context = new ArrayList<>(List.of(0));
        for (int token : response.tokens()) {
          int[] before = context.stream().mapToInt(t -> t).toArray();
          count += token == Family.likeliest(family.target().logits(before)) ? 0 : 1;
          context.add(token);
        }
        assertThat(response.deviationBound()).hasValue(count);
        assertThat((double) count).isLessThanOrEqualTo(budget);
        strangers += count;
      }
    }
    assertThat(strangers).isPositive();
  }

  @Test
  void targetIsNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(Planner::levels)
        .withMessageContaining("target");
  }
}
