package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proposals that were looked up in the context change nothing in what the target says. */
class LookupSourceTest {

  private static final int CONTEXT = 64;
  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);

  /** After the last pair there is a choice; after what is likely then, there often is another. */
  private static final int[] PROMPT = {0, 1, 2, 0, 1, 1, 2, 0, 2, 1, 0, 1};

  /** A lookup at the bottom, and above it models that verify exactly. */
  private static final class Stack implements AutoCloseable {
    final DecodingRun run;
    final LookupSource lookup;
    final TokenSource target;
    final List<LevelStatistics> statistics = new ArrayList<>();
    final GenerationOptions options;

    Stack(Family family, GenerationOptions options, Randomness randomness, int... lengths) {
      this.options = options;
      int levels = lengths.length + 1;
      Pyramid models = family.exact(Arrays.copyOfRange(lengths, 1, lengths.length));
      DeviationLedger ledger = new DeviationLedger(levels, 0, 0, PROMPT.length, CONTEXT);
      run =
          new DecodingRun(
              models,
              options,
              randomness,
              ledger,
              GenerationListener.NONE,
              Schedule.of(models.composition()));
      statistics.add(new LevelStatistics("draft", "lookup", GenerationListener.NONE));
      lookup = new LookupSource(0, statistics.getFirst(), CONTEXT, run);
      TokenSource source = lookup;
      for (int level = 1; level < levels; level++) {
        LanguageModel model = family.models().get(level - 1);
        int proposable = Math.min(model.vocabulary().size(), family.target().vocabulary().size());
        ModelContext context =
            new ModelContext(level, model.name(), model, proposable, CONTEXT, run);
        statistics.add(context.statistics());
        source =
            new VerifiedSource(
                context,
                source,
                new Composition.Stage(level, Family.EXACT, lengths[level - 1], StopRule.NEVER),
                run);
      }
      target = source;
    }

    /** The response, with the token that ended it. */
    List<Integer> respond() {
      List<Integer> tokens = new ArrayList<>();
      target.append(PROMPT, 0, PROMPT.length);
      target.prefill();
      while (tokens.size() < options.maxTokens()) {
        Block block = new Block(run);
        target.round(block, options.maxTokens() - tokens.size());
        for (int i = 0; i < block.size(); i++) {
          tokens.add(block.token(i));
          if (run.endsResponse(block.token(i))) {
            return tokens;
          }
        }
      }
      return tokens;
    }

    LevelReport report(int level) {
      return statistics.get(level).report(0);
    }

    @Override
    public void close() {
      target.close();
    }
  }

  /** What all responses of a law did together. */
  private static final class Tally {
    long proposed;
    long accepted;
    long replaced;

    void add(LevelReport report) {
      proposed += report.proposed();
      accepted += report.accepted();
      replaced += report.replaced();
    }
  }

  private static Tally assertExact(Family family, GenerationOptions options, int... lengths) {
    Tally tally = new Tally();
    SequenceLaw law =
        SequenceLaw.of(
            choices -> {
              try (Stack stack = new Stack(family, options, choices, lengths)) {
                List<Integer> response = stack.respond();
                tally.add(stack.report(1));
                return response;
              }
            });
    SequenceLaw target = SequenceLaw.ofTarget(family.target(), PROMPT, options);
    assertThat(law.totalVariation(target)).isLessThan(1e-6);
    return tally;
  }

  /** The same, and the lookup was right at times, and wrong. */
  private static void assertExactAndUsed(Family family, GenerationOptions options, int... lengths) {
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
            new SamplingOptions(0.7, 2, 1, 0, 1, 0),
            new SamplingOptions(1.5, 0, 0.7, 0, 1, 0),
            new SamplingOptions(1, 0, 1, 0.3, 1, 0),
            new SamplingOptions(0.9, 3, 0.9, 0.1, 1.3, 64));
    for (SamplingOptions sampling : samplings) {
      for (long seed = 1; seed <= 3; seed++) {
        GenerationOptions options = Family.options(sampling, 3);
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
    GenerationOptions options = Family.options(0, 40);
    long accepted = 0;
    for (long seed = 1; seed <= 20; seed++) {
      Family two = Family.random(2, SmallVocabulary.letters(4), seed);
      Family one = Family.of(two.target());
      for (int length : new int[] {1, 3, 8}) {
        try (Stack stack = new Stack(one, options, Randomness.seeded(seed), length);
            Stack pyramid = new Stack(two, options, Randomness.seeded(seed), length, 5)) {
          assertThat(stack.respond())
              .isEqualTo(greedy(two.target(), 40))
              .isEqualTo(pyramid.respond());
          accepted += stack.report(1).accepted();
          assertThat(pyramid.report(0).emitted())
              .isGreaterThanOrEqualTo(pyramid.report(1).proposed());
        }
      }
    }
    assertThat(accepted).isGreaterThan(20 * 40); // what is greedy soon repeats itself
  }

  private static List<Integer> greedy(TabularModel target, int count) {
    int[] tokens = Arrays.copyOf(PROMPT, PROMPT.length + count);
    for (int length = PROMPT.length; length < tokens.length; length++) {
      tokens[length] = Family.likeliest(target.logits(Arrays.copyOf(tokens, length)));
    }
    return Arrays.stream(tokens).skip(PROMPT.length).boxed().toList();
  }

  private static Stack stack(double temperature, Randomness randomness) {
    return new Stack(Family.random(1, ABC, 1), Family.options(temperature, 9), randomness, 4);
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
      LookupSource asked = stack(temperature, NONE).lookup;
      LookupSource drawn = stack(temperature, Randomness.seeded(1)).lookup;
      asked.append(PROMPT, 0, PROMPT.length);
      drawn.append(PROMPT, 0, PROMPT.length);
      Prediction prediction = new Prediction(3);
      assertThat(asked.predict(prediction)).isTrue();
      assertThat(asked.predict(prediction)).isTrue();
      assertThat(asked.position()).isEqualTo(PROMPT.length);
      assertThat(asked.matchLength()).isEqualTo(2);
      Block block = new Block(stack(temperature, NONE).run);
      drawn.round(block, 1);
      Prediction proposed = block.prediction(0);
      assertThat(proposed.sampling().toArray()).isEqualTo(prediction.sampling().toArray());
      assertThat(proposed.entropy()).isEqualTo(prediction.entropy());
      assertThat(drawn.position()).isEqualTo(PROMPT.length + 1);
      assertThat(block.origin(0)).isZero();
    }
  }

  @Test
  void onlyTokensOfTheContextAreProposed() {
    for (long seed = 1; seed <= 50; seed++) {
      try (Stack stack = stack(1.5, Randomness.seeded(seed))) {
        int[] prompt = {0, 2, 0, 2, 0, 0, 2, 2, 0, 2};
        stack.lookup.append(prompt, 0, prompt.length);
        Block block = new Block(stack.run);
        while (block.size() < 40 && stack.lookup.canContinue()) {
          stack.lookup.round(block, 1);
          int last = block.size() - 1;
          assertThat(block.token(last)).isIn(0, 2);
          assertThat(block.prediction(last).sampling().probability(block.token(last))).isPositive();
          assertThat(block.prediction(last).sampling().probability(1)).isZero();
        }
        assertThat(block.size()).isPositive();
      }
    }
  }

  @Test
  void nothingIsProposedWhereNothingMatches() {
    LookupSource lookup = stack(1, NONE).lookup;
    lookup.append(new int[] {0, 1, 2, 1}, 0, 4);
    assertThat(lookup.canContinue()).isFalse();
    assertThat(lookup.matchLength()).isZero();
    assertThat(lookup.predict(new Prediction(3))).isFalse();
    Block block = new Block(stack(1, NONE).run);
    assertThatIllegalStateException().isThrownBy(() -> lookup.round(block, 1));
    lookup.rewind(2);
    lookup.append(0);
    lookup.append(1);
    assertThat(lookup.canContinue()).isTrue();
  }
}
