package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Draws;
import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.decoding.sampling.Samplings;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proposals that were looked up in the context change nothing in what the target says. */
class LookupTest {

  private static final int CONTEXT = 64;
  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);

  /** After the last pair there is a choice; after what is likely then, there often is another. */
  private static final int[] PROMPT = {0, 1, 2, 0, 1, 1, 2, 0, 2, 1, 0, 1};

  /** A lookup at the bottom, and above it models that verify exactly. */
  private static Fixed decoder(Family family, int... lengths) {
    Pyramid pyramid = family.pyramid().withLookup();
    return new Fixed(pyramid, pyramid.all(Family.EXACT, StopRule.NEVER, lengths));
  }

  /** What all responses of a law did together. */
  private static final class Tally {
    long proposed;
    long accepted;
    long replaced;

    void add(Statistics.Level report) {
      proposed += report.proposed();
      accepted += report.accepted();
      replaced += report.replaced();
    }
  }

  private static Tally assertExact(Family family, GenerateOptions options, int... lengths) {
    Tally tally = new Tally();
    Fixed decoder = decoder(family, lengths);
    SequenceLaw law =
        SequenceLaw.of(
            choices -> {
              Response response = decoder.respond(PROMPT, options, Draws.streamed(choices));
              tally.add(response.statistics().levels().get(1));
              return SequenceLaw.sequence(decoder.pyramid(), response);
            });
    SequenceLaw target = SequenceLaw.ofTarget(family.target(), PROMPT, options);
    assertThat(law.totalVariation(target)).isLessThan(1e-6);
    return tally;
  }

  /** The same, and the lookup was right at times, and wrong. */
  private static void assertExactAndUsed(Family family, GenerateOptions options, int... lengths) {
    Tally tally = assertExact(family, options, lengths);
    assertThat(tally.accepted).isPositive();
    assertThat(tally.replaced).isPositive();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 1, 1.5})
  void lookupBelowATargetIsExact(double temperature) {
    for (long seed = 1; seed <= 4; seed++) {
      for (int length = 1; length <= 3; length++) {
        Family family = Family.random(1, ABC, seed);
        assertExactAndUsed(family, Family.options(temperature, 4), length);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 1, 1.5})
  void lookupBelowAPyramidIsExact(double temperature) {
    for (long seed = 1; seed <= 3; seed++) {
      for (int length = 1; length <= 3; length++) {
        Family family = Family.random(2, ABC, seed);
        assertExactAndUsed(family, Family.options(temperature, 3), length, 2);
        assertExactAndUsed(family, Family.options(temperature, 3), length, 4);
      }
    }
  }

  @Test
  void truncationAndPenaltyKeepExactness() {
    List<SamplingOptions> samplings =
        List.of(
            Samplings.of(0.7, 2, 1, 0, 1, 0),
            Samplings.of(1.5, 0, 0.7, 0, 1, 0),
            Samplings.of(1, 0, 1, 0.3, 1, 0),
            Samplings.of(0.9, 3, 0.9, 0.1, 1.3, 64));
    for (SamplingOptions sampling : samplings) {
      for (long seed = 1; seed <= 3; seed++) {
        GenerateOptions options = Family.options(sampling, 3);
        assertThat(assertExact(Family.random(1, ABC, seed), options, 2).proposed).isPositive();
        assertThat(assertExact(Family.random(2, ABC, seed), options, 2, 3).proposed).isPositive();
      }
    }
  }

  @Test
  void endOfGenerationKeepsExactness() {
    SmallVocabulary ending = ABC.endingWith(2);
    for (long seed = 1; seed <= 4; seed++) {
      assertExactAndUsed(Family.random(1, ending, seed), Family.options(1, 4), 3);
      assertExactAndUsed(Family.random(2, ending, seed), Family.options(1, 4), 2, 3);
    }
  }

  /** The qualifier may not know all tokens: it is then not asked for what it cannot read. */
  @Test
  void qualifiersOfAShorterOrLongerVocabularyKeepExactness() {
    for (int size : new int[] {3, 5}) {
      for (long seed = 1; seed <= 3; seed++) {
        Family family =
            Family.of(
                TabularModel.random("qualifier", SmallVocabulary.letters(size), seed),
                TabularModel.random("target", SmallVocabulary.letters(4), 10 + seed));
        assertExactAndUsed(family, Family.options(1, 3), 2, 2);
      }
    }
  }

  @Test
  void greedyEqualsGreedyTargetTokenForToken() {
    GenerateOptions options = Family.options(0, 40);
    long accepted = 0;
    for (long seed = 1; seed <= 20; seed++) {
      Family two = Family.random(2, SmallVocabulary.letters(4), seed);
      Family one = Family.of(two.target());
      for (int length : new int[] {1, 3, 8}) {
        Response single = decoder(one, length).respond(PROMPT, options);
        Response pyramid = decoder(two, length, 5).respond(PROMPT, options);
        assertThat(single.tokens()).isEqualTo(greedy(two.target(), 40)).isEqualTo(pyramid.tokens());
        accepted += single.statistics().level("target").accepted();
        assertThat(pyramid.statistics().level("lookup").emitted())
            .isGreaterThanOrEqualTo(pyramid.statistics().level("draft").proposed());
      }
    }
    assertThat(accepted).isGreaterThan(20 * 40); // what is greedy soon repeats itself
  }

  private static int[] greedy(TabularModel target, int count) {
    int[] tokens = Arrays.copyOf(PROMPT, PROMPT.length + count);
    for (int length = PROMPT.length; length < tokens.length; length++) {
      tokens[length] = Family.likeliest(target.logits(Arrays.copyOf(tokens, length)));
    }
    return Arrays.copyOfRange(tokens, PROMPT.length, tokens.length);
  }

  /** A lookup, and a source that draws from it, below a target that is not asked. */
  private record Bottom(Tokens tokens, Levels levels, Lookup lookup, Drafted source) {

    static Bottom of(double temperature, Randomness randomness, int... prompt) {
      Fixed decoder = decoder(Family.random(1, ABC, 1), 4);
      Tokens tokens = new Tokens(CONTEXT);
      for (int token : prompt) {
        tokens.append(token);
      }
      Levels levels = new Levels(decoder.pyramid(), tokens);
      levels.begin(
          new Run(
              decoder.pyramid(),
              Family.options(temperature, 9),
              Draws.streamed(randomness),
              decoder.schedule(),
              tokens,
              () -> false));
      Lookup lookup = (Lookup) levels.drafter(0);
      return new Bottom(tokens, levels, lookup, new Drafted(0, lookup, levels));
    }

    Block newBlock() {
      return new Block(Pyramid.of(TabularModel.random("target", ABC, 1)));
    }
  }

  private static final Randomness NONE =
      new Randomness() {
        @Override
        public boolean chance(double probability) {
          throw new AssertionError("nothing is left to chance here");
        }

        @Override
        public int draw(Distribution distribution) {
          throw new AssertionError("nothing is drawn here");
        }
      };

  @Test
  void predictingDrawsNothingAndTellsWhatIsProposed() {
    for (double temperature : new double[] {0, 0.7, 1}) {
      Bottom asked = Bottom.of(temperature, NONE, PROMPT);
      Bottom drawn = Bottom.of(temperature, Randomness.seeded(1), PROMPT);
      Prediction prediction = new Prediction(3);
      assertThat(asked.lookup().predict(prediction)).isTrue();
      assertThat(asked.lookup().predict(prediction)).isTrue();
      assertThat(asked.tokens().length()).isEqualTo(PROMPT.length);
      Block block = drawn.newBlock();
      assertThat(drawn.source().round(block, 1)).isTrue();
      Prediction proposed = block.prediction(0);
      assertThat(proposed.sampling().toArray()).isEqualTo(prediction.sampling().toArray());
      assertThat(proposed.entropy()).isEqualTo(prediction.entropy());
      assertThat(drawn.tokens().length()).isEqualTo(PROMPT.length + 1);
      assertThat(block.origin(0)).isZero();
    }
  }

  @Test
  void onlyTokensOfTheContextAreProposed() {
    for (long seed = 1; seed <= 50; seed++) {
      Bottom bottom = Bottom.of(1.5, Randomness.seeded(seed), 0, 2, 0, 2, 0, 0, 2, 2, 0, 2);
      Block block = bottom.newBlock();
      while (block.size() < 40 && bottom.source().round(block, 1)) {
        int last = block.size() - 1;
        assertThat(block.token(last)).isIn(0, 2);
        assertThat(block.prediction(last).sampling().probability(block.token(last))).isPositive();
        assertThat(block.prediction(last).sampling().probability(1)).isZero();
      }
      assertThat(block.size()).isPositive();
    }
  }

  @Test
  void nothingIsProposedWhereNothingMatches() {
    Bottom bottom = Bottom.of(1, NONE, 0, 1, 2, 1);
    assertThat(bottom.lookup().predict(new Prediction(3))).isFalse();
    Block block = bottom.newBlock();
    assertThat(bottom.source().round(block, 1)).isFalse();
    assertThat(block.size()).isZero();
    assertThat(bottom.tokens().length()).isEqualTo(4);
    bottom.levels().takeBack(2);
    bottom.tokens().append(0);
    bottom.tokens().append(1);
    assertThat(bottom.lookup().predict(new Prediction(3))).isTrue();
  }
}
