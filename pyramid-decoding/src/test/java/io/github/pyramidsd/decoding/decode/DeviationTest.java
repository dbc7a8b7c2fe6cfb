package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.AcceptanceRule.Fuzzy;
import io.github.pyramidsd.decoding.decode.AcceptanceRule.OnDivergence;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a response reports, and what a budget promises, is true of its law. */
class DeviationTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);
  private static final double[] THRESHOLDS = {0, 0.1, 0.25, 0.4, 0.6, 1};
  private static final List<Divergence> CERTIFYING =
      List.of(Divergence.TOTAL_VARIATION, Divergence.JENSEN_SHANNON, Divergence.KULLBACK_LEIBLER);

  private static Method.Knobs knobs(
      double tauQ, double tauT, Divergence divergence, OnDivergence onDivergence) {
    return new Method.Knobs(1, 2, tauQ, tauT, divergence, onDivergence);
  }

  /** Returns the law of the responses, after comparing it with what they report. */
  private static SequenceLaw assertCertified(
      Family family, Pyramid pyramid, GenerationOptions options) {
    SequenceLaw law = SequenceLaw.of(pyramid, Family.PROMPT, options);
    SequenceLaw target = SequenceLaw.ofTarget(family.target(), Family.PROMPT, options);
    double deviation = law.totalVariation(target);
    assertThat(deviation).isLessThanOrEqualTo(law.expectedBound() + 1e-6);
    assertThat(deviation).isLessThanOrEqualTo(options.maxDeviation() + 1e-6);
    assertThat(law.largestBound()).isLessThanOrEqualTo(options.maxDeviation() + 1e-9);
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
          for (long seed = 1; seed <= 5; seed++) {
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
        Pyramid pyramid = family.pyramid(rule, StopRule.NEVER, 1, 2, 3);
        GenerationOptions options = Family.options(1, 4);
        assertCertified(family, pyramid, options);
        assertCertified(family, pyramid, options.withMaxDeviation(0.3));
      }
    }
  }

  @Test
  void lawOfAFuzzyLevelUnderAnExactTargetIsWithinTheBound() {
    for (double tau : THRESHOLDS) {
      AcceptanceRule fuzzy = new Fuzzy(Divergence.TOTAL_VARIATION, tau, OnDivergence.EXACT);
      for (long seed = 1; seed <= 2; seed++) {
        Family family = Family.random(3, ABC, seed);
        Pyramid pyramid =
            Pyramid.of(family.draft())
                .verifiedBy(family.models().get(1), fuzzy, 2)
                .verifiedBy(family.target(), Family.EXACT, 3);
        assertCertified(family, pyramid, Family.options(1, 4).withMaxDeviation(0.4));
        assertCertified(family, pyramid, Family.options(1, 3));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 0.2, 0.5, 1})
  void lawIsWithinTheBudget(double budget) {
    for (Method method : List.of(Method.FSD, Method.PSD_A, Method.PSD_F)) {
      for (OnDivergence onDivergence : OnDivergence.values()) {
        for (long seed = 1; seed <= 3; seed++) {
          Family family = Family.random(3, seed == 3 ? ABC.endingWith(1) : ABC, seed);
          for (double tau : new double[] {0.4, 1}) {
            Method.Knobs knobs = knobs(tau, tau, Divergence.TOTAL_VARIATION, onDivergence);
            Pyramid pyramid = family.compose(method, knobs);
            GenerationOptions options = Family.options(1, 4).withMaxDeviation(budget);
            assertCertified(family, pyramid, options);
          }
        }
      }
    }
  }

  @Test
  void budgetThatIsLargeEnoughIsSpentAndChangesTheLaw() {
    Family family = Family.random(3, ABC, 1);
    Method.Knobs knobs = knobs(1, 1, Divergence.TOTAL_VARIATION, OnDivergence.EXACT);
    Pyramid pyramid = family.compose(Method.PSD_F, knobs);
    GenerationOptions options = Family.options(1, 4);
    SequenceLaw law = assertCertified(family, pyramid, options.withMaxDeviation(0.5));
    assertThat(law.expectedBound()).isGreaterThan(0.01);
    assertThat(family.deviation(pyramid, options)).isGreaterThan(0.05);
  }

  @Test
  void budgetOfZeroAndThresholdOfZeroAreLossless() {
    for (Method method : List.of(Method.FSD, Method.PSD_A, Method.PSD_F)) {
      for (Divergence divergence : CERTIFYING) {
        Family family = Family.random(3, ABC, 3);
        Pyramid loose = family.compose(method, knobs(0.8, 0.8, divergence, OnDivergence.EXACT));
        Pyramid strict = family.compose(method, knobs(0, 0, divergence, OnDivergence.EXACT));
        GenerationOptions options = Family.options(1, 4);
        assertThat(family.deviation(loose, options.withMaxDeviation(0))).isLessThan(1e-6);
        assertThat(family.deviation(strict, options)).isLessThan(1e-6);
      }
    }
  }

  @Test
  void losslessMethodsReportABoundOfZero() {
    for (Method method : Method.values()) {
      Family family = Family.random(3, ABC, 2);
      Response response =
          SequenceLaw.respond(
              family.compose(method, Method.Knobs.DEFAULT),
              Family.PROMPT,
              Family.options(1, 40),
              Randomness.seeded(1));
      if (method.isLossless()) {
        assertThat(response.deviationBound()).hasValue(0);
      } else {
        assertThat(response.deviationBound().orElseThrow()).isPositive();
      }
    }
  }

  @Test
  void totalBoundIsTheSumOverLevels() {
    Family family = Family.random(3, ABC, 4);
    Pyramid pyramid = family.compose(Method.PSD_F, Method.Knobs.DEFAULT);
    Response response =
        pyramid.generate("a", Family.options(1, 50).withSeed(5).withMaxDeviation(2.5));
    double sum = response.levels().stream().mapToDouble(LevelReport::deviation).sum();
    assertThat(response.deviationBound().orElseThrow())
        .isCloseTo(sum, within(1e-12))
        .isBetween(0.5, 2.5 + 1e-9);
  }

  @Test
  void draftTokenDivergenceReportsNoBoundAndTakesNoBudget() {
    Family family = Family.random(3, ABC, 1);
    Method.Knobs knobs = knobs(0.4, 0.4, Divergence.DRAFT_TOKEN, OnDivergence.EXACT);
    Pyramid pyramid = family.compose(Method.PSD_F, knobs);
    GenerationOptions options = Family.options(1, 10);
    assertThat(pyramid.generate("a", options).deviationBound()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pyramid.generate("a", options.withMaxDeviation(0.1)))
        .withMessageContaining("max-deviation is 0.1")
        .withMessageContaining("draft-token");
    GenerationOptions greedy = options.withSampling(SamplingOptions.GREEDY);
    assertThat(pyramid.generate("a", greedy.withMaxDeviation(1)).deviationBound()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Divergence.class)
  void greedyBoundCountsTokensThatAreNotTheTargetsChoice(Divergence divergence) {
    int strangers = 0;
    for (long seed = 1; seed <= 40; seed++) {
      Family family = Family.random(3, ABC.endingWith(seed % 2 == 0 ? 2 : 9), seed);
      for (Method method : List.of(Method.FSD, Method.PSD_A, Method.PSD_F)) {
        for (OnDivergence onDivergence : OnDivergence.values()) {
          Pyramid pyramid = family.compose(method, knobs(0.5, 0.3, divergence, onDivergence));
          for (double budget : new double[] {0, 0.5, 2, Double.POSITIVE_INFINITY}) {
            GenerationOptions options = Family.options(0, 20).withMaxDeviation(budget);
            Response response = pyramid.generate("a", options);
            int count = countStrangers(family, SequenceLaw.sequence(pyramid, response));
            assertThat(response.deviationBound()).hasValue(count);
            assertThat((double) count).isLessThanOrEqualTo(budget);
            strangers += count;
          }
        }
      }
    }
    assertThat(strangers).isPositive();
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
