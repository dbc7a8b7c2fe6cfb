package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.Draws;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.decoding.sampling.Samplings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The law of the responses, summed over all random choices, is that of the target's own. */
class ExactnessTest {

  private static final double TOLERANCE = 1e-6; // probabilities are floats
  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);

  private static void assertExact(Family family, Fixed decoder, GenerateOptions options) {
    assertThat(family.deviation(decoder, options)).isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 1, 1.5})
  void speculativeDecodingIsExact(double temperature) {
    for (long seed = 1; seed <= 4; seed++) {
      Family family = Family.random(2, ABC, seed);
      for (int length = 1; length <= 3; length++) {
        assertExact(family, family.exact(length), Family.options(temperature, 4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 1, 1.5})
  void exactPyramidIsExact(double temperature) {
    for (long seed = 1; seed <= 6; seed++) {
      Family family = Family.random(3, ABC, seed);
      for (int draftLength = 1; draftLength <= 3; draftLength++) {
        for (int blockLength : new int[] {1, 2, 4}) {
          assertExact(
              family, family.exact(draftLength, blockLength), Family.options(temperature, 3));
        }
      }
    }
  }

  @Test
  void exactPyramidIsExactOverSeveralRounds() {
    Family family = Family.random(3, ABC, 7);
    for (int draftLength = 1; draftLength <= 3; draftLength++) {
      for (int blockLength : new int[] {1, 2, 4}) {
        assertExact(family, family.exact(draftLength, blockLength), Family.options(1, 4));
      }
    }
  }

  @Test
  void exactPyramidOverFiveTokensIsExact() {
    Family family = Family.random(3, SmallVocabulary.letters(5), 8);
    assertExact(family, family.exact(2, 3), Family.options(1, 3));
  }

  @Test
  void fourExactLevelsAreExact() {
    for (long seed = 1; seed <= 3; seed++) {
      Family family = Family.random(4, ABC, seed);
      for (int length = 1; length <= 3; length++) {
        assertExact(family, family.exact(length, 2, 3), Family.options(1, 3));
      }
    }
    Family family = Family.random(4, SmallVocabulary.letters(2), 4);
    assertExact(family, family.exact(1, 2, 4), Family.options(1, 4));
    assertExact(family, family.exact(2, 3, 3), Family.options(1, 4));
  }

  @Test
  void truncationAndPenaltyKeepExactness() {
    SmallVocabulary abcd = SmallVocabulary.letters(4);
    List<SamplingOptions> samplings =
        List.of(
            Samplings.of(0.7, 2, 1, 0, 1, 0),
            Samplings.of(1.5, 0, 0.7, 0, 1, 0),
            Samplings.of(1, 0, 1, 0.3, 1, 0),
            Samplings.of(1, 0, 1, 0, 1.8, 2),
            Samplings.of(0.9, 3, 0.9, 0.1, 1.3, 64));
    for (SamplingOptions sampling : samplings) {
      for (long seed = 1; seed <= 3; seed++) {
        Family two = Family.random(2, abcd, seed);
        assertExact(two, two.exact(2), Family.options(sampling, 3));
        Family three = Family.random(3, abcd, seed);
        assertExact(three, three.exact(2, 2), Family.options(sampling, 3));
        Family four = Family.random(4, abcd, seed);
        assertExact(four, four.exact(1, 2, 2), Family.options(sampling, 3));
      }
    }
  }

  @Test
  void endOfGenerationKeepsExactness() {
    SmallVocabulary ending = ABC.endingWith(1);
    for (long seed = 1; seed <= 4; seed++) {
      Family two = Family.random(2, ending, seed);
      Family three = Family.random(3, ending, seed);
      Family four = Family.random(4, ending, seed);
      GenerateOptions options = Family.options(1, 4);
      assertExact(two, two.exact(3), options);
      assertExact(three, three.exact(2, 3), options);
      assertExact(four, four.exact(1, 2, 2), options);
      assertExact(three, three.exact(2, 3), options.toBuilder().ignoreEnd(true).build());
    }
  }

  @Test
  void vocabulariesOfDifferentLengthKeepExactness() {
    for (int draftSize = 2; draftSize <= 4; draftSize++) {
      for (int qualifierSize = 2; qualifierSize <= 4; qualifierSize++) {
        Family family =
            Family.of(
                TabularModel.random("draft", SmallVocabulary.letters(draftSize), 1),
                TabularModel.random("qualifier", SmallVocabulary.letters(qualifierSize), 2),
                TabularModel.random("target", ABC, 3));
        assertExact(family, family.exact(2, 2), Family.options(1, 3));
        assertExact(family, family.exact(1, 3), Family.options(1, 4));
      }
    }
  }

  @Test
  void aDraftThatCannotReadThePromptIsNotAsked() {
    Family family =
        Family.of(
            TabularModel.random("draft", SmallVocabulary.letters(2), 1),
            TabularModel.random("target", ABC, 2));
    GenerateOptions options = Family.options(1, 3);
    int[] prompt = {0, 2, 1};
    SequenceLaw law = SequenceLaw.of(family.exact(2), prompt, options);
    assertThat(law.totalVariation(SequenceLaw.ofTarget(family.target(), prompt, options)))
        .isLessThan(TOLERANCE);
    assertThat(family.draft().sessions()).allMatch(session -> session.forwarded() == 0);
  }

  @Test
  void enumerationSeesWhatAnotherModelWouldSay() {
    Family family = Family.random(2, ABC, 1);
    Fixed draftAlone = Fixed.plain(Pyramid.of(family.draft()));
    assertThat(family.deviation(draftAlone, Family.options(1, 3))).isGreaterThan(0.1);
  }

  @Test
  void sampledResponsesHaveTheTargetsLaw() {
    Family family = Family.random(3, ABC, 11);
    GenerateOptions options = Family.options(1, 3);
    boolean exhaustive = Boolean.getBoolean("pyramid.exhaustive");
    int count = exhaustive ? 1_000_000 : 200_000;
    Map<List<Integer>, Integer> counts = sample(family.exact(2, 2), options, count);
    SequenceLaw target = SequenceLaw.ofTarget(family.target(), Family.PROMPT, options);
    // 27 sequences: chi-square with 26 degrees of freedom exceeds 54.05 once in a thousand times
    assertThat(target.probabilities()).hasSize(27);
    assertThat(likelihoodRatio(counts, target)).isBetween(5.0, 54.05);
    SequenceLaw warmer =
        SequenceLaw.ofTarget(
            family.target(), Family.PROMPT, Family.options(exhaustive ? 1.02 : 1.05, 3));
    assertThat(likelihoodRatio(counts, warmer)).isGreaterThan(100);
  }

  private static Map<List<Integer>, Integer> sample(
      Fixed decoder, GenerateOptions options, int count) {
    Map<List<Integer>, Integer> counts = new HashMap<>();
    Draws draws = Draws.streamed(Randomness.seeded(20251126));
    for (int i = 0; i < count; i++) {
      Response response = decoder.respond(Family.PROMPT, options, draws);
      counts.merge(SequenceLaw.ids(response), 1, Integer::sum);
      decoder.pyramid().models().forEach(model -> ((TabularModel) model).sessions().clear());
    }
    return counts;
  }

  /** G = 2·Σ observed·ln(observed/expected). */
  private static double likelihoodRatio(Map<List<Integer>, Integer> counts, SequenceLaw law) {
    double total = counts.values().stream().mapToInt(Integer::intValue).sum();
    double sum = 0;
    for (var entry : counts.entrySet()) {
      double expected = total * law.probability(entry.getKey());
      sum += entry.getValue() * Math.log(entry.getValue() / expected);
    }
    return 2 * sum;
  }
}
