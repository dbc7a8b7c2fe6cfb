package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.AcceptanceRule.Fuzzy;
import io.github.pyramidsd.decoding.decode.AcceptanceRule.OnDivergence;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a response reports, and what a budget promises, is true of its law. */
class DeviationTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("pyramid.exhaustive");
  private static final double[] THRESHOLDS =
      EXHAUSTIVE ? new double[] {0, 0.1, 0.25, 0.4, 0.6, 1} : new double[] {0, 0.25, 0.6};
  private static final List<Divergence> CERTIFYING =
      List.of(Divergence.TOTAL_VARIATION, Divergence.JENSEN_SHANNON, Divergence.KULLBACK_LEIBLER);

  private static Method.Knobs knobs(
      double tauQ, double tauT, Divergence divergence, OnDivergence onDivergence) {
    return new Method.Knobs(1, 2, tauQ, tauT, divergence, onDivergence);
  }

  /** Returns the law of the responses, after comparing it with what they report. */
  private static SequenceLaw assertCertified(
      Family family, Fixed decoder, GenerateOptions options) {
    SequenceLaw law = SequenceLaw.of(decoder, Family.PROMPT, options);
    SequenceLaw target = SequenceLaw.ofTarget(family.target(), Family.PROMPT, options);
    double deviation = law.totalVariation(target);
    assertThat(deviation).isLessThanOrEqualTo(law.expectedBound() + 1e-6);
    double budget = options.deviationBudget().orElse(Double.POSITIVE_INFINITY);
    assertThat(deviation).isLessThanOrEqualTo(budget + 1e-6);
    assertThat(law.largestBound()).isLessThanOrEqualTo(budget + 1e-9);
    return law;
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"FSD", "PSD_A", "PSD_F"})
  void lawIsWithinTheReportedBound(Method method) {
    for (Divergence divergence : CERTIFYING) {
      for (OnDivergence onDivergence : OnDivergence.values()) {
        for (double tau : THRESHOLDS) {
          Method.Knobs knobs = knobs(tau, tau, divergence, onDivergence);
          for (long seed = 1; seed <= (EXHAUSTIVE ? 5 : 2); seed++) {
            Family family = Family.random(3, ABC, seed);
            assertCertified(family, family.compose(method, knobs), Family.options(1, 3));
          }
          Family ending = Family.random(3, ABC.endingWith(2), 6);
          assertCertified(ending, ending.compose(method, knobs), Family.options(1, 4));
        }
      }
    }
  }

  @Test
  void lawIsWithinTheBoundWhateverTheThresholdsOfTheStages() {
    for (double tauQ : THRESHOLDS) {
      for (double tauT : THRESHOLDS) {
        Method.Knobs knobs = knobs(tauQ, tauT, Divergence.TOTAL_VARIATION, OnDivergence.EXACT);
        for (long seed = 1; seed <= 2; seed++) {
          Family family = Family.random(3, ABC, seed);
          assertCertified(family, family.compose(Method.PSD_F, knobs), Family.options(1, 4));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(OnDivergence.class)
  void lawOfFourFuzzyLevelsIsWithinTheBoundAndTheBudget(OnDivergence onDivergence) {
    SmallVocabulary ab = SmallVocabulary.letters(2);
    for (double tau : THRESHOLDS) {
      AcceptanceRule rule = new Fuzzy(Divergence.TOTAL_VARIATION, tau, onDivergence);
      for (long seed = 1; seed <= 4; seed++) {
        Family family = Family.random(4, ab.endingWith(seed == 4 ? 1 : 9), seed);
        Fixed decoder = family.all(rule, StopRule.NEVER, 1, 2, 3);
        GenerateOptions options = Family.options(1, 4);
        assertCertified(family, decoder, options);
        assertCertified(family, decoder, options.toBuilder().deviationBudget(0.3).build());
      }
    }
  }

  @Test
  void lawOfAFuzzyLevelUnderAnExactTargetIsWithinTheBound() {
    for (double tau : THRESHOLDS) {
      AcceptanceRule fuzzy = new Fuzzy(Divergence.TOTAL_VARIATION, tau, OnDivergence.EXACT);
      for (long seed = 1; seed <= (EXHAUSTIVE ? 2 : 1); seed++) {
        Family family = Family.random(3, ABC, seed);
        Fixed decoder =
            new Fixed(
                family.pyramid(),
                new Composition(
                    0,
                    List.of(
                        new Composition.Stage(1, fuzzy, 2, StopRule.NEVER),
                        new Composition.Stage(2, Family.EXACT, 3, StopRule.NEVER))));
        assertCertified(
            family, decoder, Family.options(1, 4).toBuilder().deviationBudget(0.4).build());
        assertCertified(family, decoder, Family.options(1, 3));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 0.2, 0.5, 1})
  void lawIsWithinTheBudget(double budget) {
    for (Method method : List.of(Method.FSD, Method.PSD_A, Method.PSD_F)) {
      for (OnDivergence onDivergence : OnDivergence.values()) {
        for (long seed = EXHAUSTIVE ? 1 : 3; seed <= 3; seed++) {
          Family family = Family.random(3, seed == 3 ? ABC.endingWith(1) : ABC, seed);
          for (double tau : EXHAUSTIVE ? new double[] {0.4, 1} : new double[] {0.4}) {
            Method.Knobs knobs = knobs(tau, tau, Divergence.TOTAL_VARIATION, onDivergence);
            Fixed decoder = family.compose(method, knobs);
            GenerateOptions options =
                Family.options(1, 4).toBuilder().deviationBudget(budget).build();
            assertCertified(family, decoder, options);
          }
        }
      }
    }
  }

  @Test
  void budgetThatIsLargeEnoughIsSpentAndChangesTheLaw() {
    Family family = Family.random(3, ABC, 1);
    Method.Knobs knobs = knobs(1, 1, Divergence.TOTAL_VARIATION, OnDivergence.EXACT);
    Fixed decoder = family.compose(Method.PSD_F, knobs);
    GenerateOptions options = Family.options(1, 4);
    SequenceLaw law =
        assertCertified(family, decoder, options.toBuilder().deviationBudget(0.5).build());
    assertThat(law.expectedBound()).isGreaterThan(0.01);
    assertThat(family.deviation(decoder, options)).isGreaterThan(0.05);
  }

  @Test
  void budgetOfZeroAndThresholdOfZeroAreLossless() {
    for (Method method : List.of(Method.FSD, Method.PSD_A, Method.PSD_F)) {
      for (Divergence divergence : CERTIFYING) {
        Family family = Family.random(3, ABC, 3);
        Fixed loose = family.compose(method, knobs(0.8, 0.8, divergence, OnDivergence.EXACT));
        Fixed strict = family.compose(method, knobs(0, 0, divergence, OnDivergence.EXACT));
        GenerateOptions options = Family.options(1, 4);
        assertThat(family.deviation(loose, options.toBuilder().deviationBudget(0).build()))
            .isLessThan(1e-6);
        assertThat(family.deviation(strict, options)).isLessThan(1e-6);
      }
    }
  }

  @Test
  void losslessMethodsReportABoundOfZero() {
    for (Method method : Method.values()) {
      Family family = Family.random(3, ABC, 2);
      Response response =
          family
              .compose(method, Method.Knobs.DEFAULT)
              .respond("a", Family.options(1, 40).toBuilder().streamSeed(1).build());
      if (method.isLossless()) {
        assertThat(response.certificate().map(Certificate::bound)).hasValue(0.0);
      } else {
        assertThat(response.certificate().map(Certificate::bound).orElseThrow()).isPositive();
      }
    }
  }

  @Test
  void totalBoundIsTheSumOverLevels() {
    Family family = Family.random(3, ABC, 4);
    Fixed decoder = family.compose(Method.PSD_F, Method.Knobs.DEFAULT);
    Response response =
        decoder.respond(
            "a",
            Family.options(1, 50).toBuilder().streamSeed(5).build().toBuilder()
                .deviationBudget(2.5)
                .build());
    double sum =
        response.statistics().levels().stream().mapToDouble(Statistics.Level::deviation).sum();
    assertThat(response.certificate().map(Certificate::bound).orElseThrow())
        .isCloseTo(sum, within(1e-12))
        .isBetween(0.5, 2.5 + 1e-9);
  }

  @Test
  void draftTokenDivergenceReportsNoBoundAndTakesNoBudget() {
    Family family = Family.random(3, ABC, 1);
    Method.Knobs knobs = knobs(0.4, 0.4, Divergence.DRAFT_TOKEN, OnDivergence.EXACT);
    Fixed decoder = family.compose(Method.PSD_F, knobs);
    GenerateOptions options = Family.options(1, 10);
    assertThat(decoder.respond("a", options).certificate()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoder.respond("a", options.toBuilder().deviationBudget(0.1).build()))
        .withMessageContaining("max-deviation is 0.1")
        .withMessageContaining("draft-token");
    GenerateOptions greedy = options.toBuilder().sampling(SamplingOptions.GREEDY).build();
    assertThat(decoder.respond("a", greedy.toBuilder().deviationBudget(1).build()).certificate())
        .isPresent();
  }

  @ParameterizedTest
  @EnumSource(Divergence.class)
  void greedyBoundCountsTokensThatAreNotTheTargetsChoice(Divergence divergence) {
    int strangers = 0;
    for (long seed = 1; seed <= 40; seed++) {
      Family family = Family.random(3, ABC.endingWith(seed % 2 == 0 ? 2 : 9), seed);
      for (Method method : List.of(Method.FSD, Method.PSD_A, Method.PSD_F)) {
        for (OnDivergence onDivergence : OnDivergence.values()) {
          Fixed decoder = family.compose(method, knobs(0.5, 0.3, divergence, onDivergence));
          for (double budget : new double[] {0, 0.5, 2, Double.POSITIVE_INFINITY}) {
            GenerateOptions.Builder builder = Family.options(0, 20).toBuilder();
            if (budget < Double.POSITIVE_INFINITY) {
              builder.deviationBudget(budget);
            }
            GenerateOptions options = builder.build();
            Response response = decoder.respond("a", options);
            int count = countStrangers(family, SequenceLaw.sequence(decoder.pyramid(), response));
            assertThat(response.certificate().map(Certificate::bound)).hasValue((double) count);
            assertThat((double) count).isLessThanOrEqualTo(budget);
            strangers += count;
          }
        }
      }
    }
    assertThat(strangers).isPositive();
  }

  /** A composition of the first levels of a family's pyramid. */
  private static Fixed stages(Family family, AcceptanceRule... rules) {
    List<Composition.Stage> stages = new ArrayList<>();
    for (int i = 0; i < rules.length; i++) {
      stages.add(new Composition.Stage(i + 1, rules[i], 1 + i, StopRule.NEVER));
    }
    return new Fixed(family.pyramid(), new Composition(0, stages));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.3, 1})
  void twoBudgetedLevelsAndBudgetedOverFuzzyAreWithinTheBudget(double budget) {
    AcceptanceRule budgeted = new AcceptanceRule.Budgeted(2);
    double spent = 0;
    for (AcceptanceRule lower :
        List.of(
            budgeted,
            new Fuzzy(Divergence.TOTAL_VARIATION, 0.6, OnDivergence.EXACT),
            new Fuzzy(Divergence.KULLBACK_LEIBLER, 0.5, OnDivergence.RESAMPLE))) {
      for (long seed = 1; seed <= 2; seed++) {
        Family family = Family.random(3, seed == 2 ? ABC.endingWith(1) : ABC, seed);
        GenerateOptions options = Family.options(1, 3).toBuilder().deviationBudget(budget).build();
        for (Fixed decoder :
            List.of(stages(family, lower, budgeted), stages(family, budgeted, lower))) {
          spent = Math.max(spent, assertCertified(family, decoder, options).expectedBound());
        }
      }
    }
    if (budget >= 1) { // these models differ by more than a share of a smaller one
      assertThat(spent).isPositive();
    }
  }

  @Test
  void budgetedRuleWithoutABudgetIsRefused() {
    Family family = Family.random(2, ABC, 1);
    Fixed decoder = stages(family, new AcceptanceRule.Budgeted(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoder.respond("a", Family.options(1, 3)))
        .withMessageContaining("Budgeted")
        .withMessageContaining("budget");
  }

  /** Takes compositions in turn. */
  private static Schedule inTurn(Composition... compositions) {
    return new Schedule() {
      private int round;

      @Override
      public boolean reads(int level, int promptTokens) {
        return true;
      }

      @Override
      public Composition next(Progress progress) {
        return compositions[Math.min(round++, compositions.length - 1)];
      }
    };
  }

  private static AcceptanceRule randomRule(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> Family.EXACT;
      case 1 -> new AcceptanceRule.Budgeted(1 + random.nextInt(3));
      default ->
          new Fuzzy(
              CERTIFYING.get(random.nextInt(CERTIFYING.size())),
              THRESHOLDS[random.nextInt(THRESHOLDS.length)],
              random.nextBoolean() ? OnDivergence.EXACT : OnDivergence.RESAMPLE);
    };
  }

  /** Any chain of levels up to the target, with any rules. */
  private static Composition randomComposition(SplittableRandom random, int levels) {
    int bottom = random.nextInt(levels);
    List<Composition.Stage> stages = new ArrayList<>();
    for (int level = bottom + 1; level < levels; level++) {
      if (level == levels - 1 || random.nextInt(4) > 0) {
        StopRule stop = random.nextInt(3) == 0 ? StopRule.entropyAbove(0.8) : StopRule.NEVER;
        stages.add(new Composition.Stage(level, randomRule(random), 1 + random.nextInt(3), stop));
      }
    }
    return new Composition(bottom, stages);
  }

  /** Rules that spend may be at any stage, and be there in some rounds only. */
  @Test
  void lawOfRandomSchedulesIsWithinTheBoundAndTheBudget() {
    double spent = 0;
    for (int seed = 0; seed < (EXHAUSTIVE ? 60 : 30); seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int levels = 2 + random.nextInt(2);
      SmallVocabulary vocabulary = SmallVocabulary.letters(2).endingWith(random.nextInt(3) + 1);
      Family family = Family.random(levels, vocabulary, 1000 + seed);
      Pyramid models = family.pyramid();
      Pyramid pyramid = random.nextBoolean() ? models.withLookup() : models;
      Composition[] compositions = new Composition[1 + random.nextInt(3)];
      for (int i = 0; i < compositions.length; i++) {
        compositions[i] = randomComposition(random, pyramid.levels());
      }
      double budget = new double[] {0, 0.1, 0.3, 0.7, 2}[random.nextInt(5)];
      GenerateOptions options = Family.options(1, 3).toBuilder().deviationBudget(budget).build();
      SequenceLaw law = SequenceLaw.of(pyramid, () -> inTurn(compositions), Family.PROMPT, options);
      double deviation =
          law.totalVariation(SequenceLaw.ofTarget(family.target(), Family.PROMPT, options));
      assertThat(deviation).as("seed %s", seed).isLessThanOrEqualTo(law.expectedBound() + 1e-6);
      assertThat(law.largestBound()).as("seed %s", seed).isLessThanOrEqualTo(budget + 1e-9);
      spent = Math.max(spent, deviation);
    }
    assertThat(spent).isGreaterThan(0.1);
  }

  @Test
  void fuzzyStageThatOnlyTheScheduleUsesIsCertified() {
    Family family = Family.random(2, ABC, 2);
    AcceptanceRule fuzzy = new Fuzzy(Divergence.TOTAL_VARIATION, 1, OnDivergence.EXACT);
    Composition exact = stages(family, Family.EXACT).composition();
    Composition lossy = stages(family, fuzzy).composition();
    GenerateOptions options = Family.options(1, 4);
    SequenceLaw law =
        SequenceLaw.of(family.pyramid(), () -> inTurn(exact, lossy, exact), Family.PROMPT, options);
    double deviation =
        law.totalVariation(SequenceLaw.ofTarget(family.target(), Family.PROMPT, options));
    assertThat(deviation).isGreaterThan(0.01).isLessThanOrEqualTo(law.expectedBound() + 1e-6);
  }

  @Test
  void draftTokenInOneRoundOfAScheduleTakesAwayTheCertificate() {
    Family family = Family.random(2, ABC, 2);
    AcceptanceRule fuzzy = new Fuzzy(Divergence.DRAFT_TOKEN, 0.5, OnDivergence.EXACT);
    Composition exact = stages(family, Family.EXACT).composition();
    Composition uncertain = stages(family, fuzzy).composition();
    GenerateOptions options = Family.options(1, 8);
    Response response =
        Fixed.respond(
            family.pyramid(),
            inTurn(exact, uncertain, exact),
            Family.PROMPT,
            options,
            options.draws());
    assertThat(response.certificate()).isEmpty();
    GenerateOptions budget = options.toBuilder().deviationBudget(5).build();
    try (Context context =
        Context.open(family.pyramid(), _ -> inTurn(exact, uncertain), 20).append(0)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> context.generate(budget))
          .withMessageContaining("max-deviation is 5")
          .withMessageContaining("draft-token");
      // The round that was refused made no pass: the last token has yet to be forwarded.
      int committed = context.length() - 1;
      assertThat(committed).isPositive();
      assertThat(family.target().sessions().getLast().position()).isLessThanOrEqualTo(committed);
      assertThat(family.target().sessions().getLast().passes()).isEqualTo(1);
    }
  }

  /** How many tokens are not the target's most likely, given those before them. */
  private static int countStrangers(Family family, List<Integer> response) {
    List<Integer> context = new ArrayList<>(List.of(0));
    int count = 0;
    for (int token : response) {
      int[] before = context.stream().mapToInt(Integer::intValue).toArray();
      count += token == Family.likeliest(family.target().logits(before)) ? 0 : 1;
      context.add(token);
    }
    return count;
  }
}
