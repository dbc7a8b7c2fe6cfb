package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.Constraint;
import io.github.pyramidsd.decoding.sampling.Draws;
import io.github.pyramidsd.decoding.sampling.EnumeratedRandomness;
import io.github.pyramidsd.decoding.sampling.LogProbabilities;
import io.github.pyramidsd.decoding.sampling.TokenMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Constraints, biases and log-probabilities: the same for every level, so exactness holds. */
class ConstraintTest {

  private static final int SIZE = 4;
  private static final int[] PROMPT = {0, 1};
  private static final AcceptanceRule EXACT = new AcceptanceRule.Exact();

  /**
   * Never the token of the last step again, never more than two of token 3; token 0 is favoured.
   */
  private static final Constraint<int[]> CONSTRAINT =
      new Constraint<>() { // state: the last token, how many threes

        @Override
        public int[] start(int[] context) {
          return new int[] {context[context.length - 1], 0};
        }

        @Override
        public int[] next(int[] state, int token) {
          return new int[] {token, state[1] + (token == 3 ? 1 : 0)};
        }

        @Override
        public void restrict(int[] state, TokenMask mask) {
          mask.forbid(state[0]);
          if (state[1] == 2) {
            mask.forbid(3);
          }
          mask.add(0, 0.7f);
        }
      };

  private static Pyramid pyramid(long seed) {
    List<TabularModel> models = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      models.add(TabularModel.random("model-" + i, SmallVocabulary.letters(SIZE), 10 * seed + i));
    }
    return Pyramid.of(models).withLookup();
  }

  private static TabularModel target(Pyramid pyramid) {
    return (TabularModel) pyramid.target();
  }

  /** The law of the target alone, from the definition. */
  private static void follow(
      TabularModel target, int[] tokens, int left, double weight, Map<List<Integer>, Double> law) {
    if (left == 0) {
      law.merge(Arrays.stream(tokens, 2, tokens.length).boxed().toList(), weight, Double::sum);
      return;
    }
    int[] state = CONSTRAINT.start(PROMPT);
    for (int i = PROMPT.length; i < tokens.length; i++) {
      state = CONSTRAINT.next(state, tokens[i]);
    }
    float[] logits = target.logits(tokens);
    double[] weights = new double[SIZE];
    double sum = 0;
    for (int id = 0; id < SIZE; id++) {
      boolean forbidden = id == state[0] || (id == 3 && state[1] == 2);
      weights[id] = forbidden ? 0 : Math.exp(logits[id] + (id == 0 ? 0.7 : 0));
      sum += weights[id];
    }
    for (int id = 0; id < SIZE; id++) {
      if (weights[id] > 0) {
        int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
        longer[tokens.length] = id;
        follow(target, longer, left - 1, weight * weights[id] / sum, law);
      }
    }
  }

  @Test
  void constrainedPyramidsHaveTheLawOfTheConstrainedTarget() {
    GenerateOptions options =
        GenerateOptions.builder().temperature(1).maxTokens(3).constraint(CONSTRAINT).build();
    for (long seed = 1; seed <= 3; seed++) {
      Pyramid pyramid = pyramid(seed);
      Map<List<Integer>, Double> expected = new HashMap<>();
      follow(target(pyramid), PROMPT, 3, 1, expected);
      for (Composition composition :
          List.of(
              Composition.plain(3),
              pyramid.all(EXACT, StopRule.NEVER, 1, 2, 3),
              new Composition(1, List.of(new Composition.Stage(3, EXACT, 2, StopRule.NEVER))))) {
        Map<List<Integer>, Double> law = new HashMap<>();
        EnumeratedRandomness choices = new EnumeratedRandomness();
        do {
          try (Context context =
              Context.open(pyramid, _ -> Schedule.of(composition), pyramid.contextLength())) {
            context.append(PROMPT);
            try (TokenStream stream =
                context.stream(options, Schedule.of(composition), Draws.streamed(choices))) {
              stream.forEachRemaining(_ -> {});
              law.merge(
                  Arrays.stream(stream.response().tokens()).boxed().toList(),
                  choices.weight(),
                  Double::sum);
            }
          }
        } while (choices.next());
        assertThat(law.keySet()).isSubsetOf(expected.keySet());
        expected.forEach(
            (tokens, p) -> assertThat(law.getOrDefault(tokens, 0.0)).isCloseTo(p, within(1e-6)));
      }
    }
  }

  @Test
  void aSeedGivesTheSameConstrainedTextForEveryComposition() {
    Pyramid pyramid = pyramid(4);
    for (long seed = 0; seed < 50; seed++) {
      GenerateOptions options =
          GenerateOptions.builder()
              .temperature(1)
              .seed(seed)
              .maxTokens(30)
              .bias(2, 0.5f)
              .constraint(CONSTRAINT)
              .build();
      int[] plain = generate(pyramid, Composition.plain(3), options).tokens();
      Composition all = pyramid.all(EXACT, StopRule.NEVER, 2, 3, 4);
      assertThat(generate(pyramid, all, options).tokens()).isEqualTo(plain);
      int threes = 0;
      for (int i = 0; i < plain.length; i++) {
        threes += plain[i] == 3 ? 1 : 0;
        assertThat(plain[i]).isNotEqualTo(i == 0 ? PROMPT[1] : plain[i - 1]);
      }
      assertThat(threes).isLessThanOrEqualTo(2);
    }
  }

  private static Response generate(
      Pyramid pyramid, Composition composition, GenerateOptions options) {
    try (Context context =
        Context.open(pyramid, _ -> Schedule.of(composition), pyramid.contextLength())) {
      return context.append(PROMPT).generate(options);
    }
  }

  @Test
  void aConstraintThatAllowsNothingEndsTheResponse() {
    Constraint<Integer> threeTokens =
        new Constraint<>() {
          @Override
          public Integer start(int[] context) {
            return 0;
          }

          @Override
          public Integer next(Integer state, int token) {
            return state + 1;
          }

          @Override
          public void restrict(Integer state, TokenMask mask) {
            if (state == 3) {
              mask.forbidAll();
            }
          }
        };
    Pyramid pyramid = pyramid(5);
    for (Composition composition :
        List.of(Composition.plain(3), pyramid.all(EXACT, StopRule.NEVER, 2, 4, 6))) {
      for (double temperature : new double[] {0, 1}) {
        Response response =
            generate(
                pyramid,
                composition,
                GenerateOptions.builder()
                    .temperature(temperature)
                    .maxTokens(20)
                    .constraint(threeTokens)
                    .build());
        assertThat(response.tokens()).hasSize(3);
        assertThat(response.finish()).isEqualTo(Finish.NO_TOKEN_ALLOWED);
      }
    }
  }

  @Test
  void logProbabilitiesAreTheTargetsBeforeTruncation() {
    Pyramid pyramid = pyramid(6);
    GenerateOptions options =
        GenerateOptions.builder()
            .temperature(0.7)
            .topK(2)
            .seed(9)
            .maxTokens(20)
            .logProbabilities(3)
            .build();
    for (Composition composition :
        List.of(Composition.plain(3), pyramid.all(EXACT, StopRule.NEVER, 2, 3, 4))) {
      List<Token> tokens = new ArrayList<>();
      try (Context context =
              Context.open(pyramid, _ -> Schedule.of(composition), pyramid.contextLength());
          TokenStream stream = context.append(PROMPT).stream(options)) {
        stream.forEachRemaining(tokens::add);
      }
      assertThat(tokens).hasSize(20);
      int[] prefix = PROMPT;
      for (Token token : tokens) {
        float[] logits = target(pyramid).logits(prefix);
        double sum = 0;
        for (float logit : logits) {
          sum += Math.exp(logit);
        }
        LogProbabilities thought = token.logProbabilities().orElseThrow();
        assertThat(thought.chosen()).isCloseTo(logits[token.id()] - Math.log(sum), within(1e-5));
        assertThat(thought.top()).hasSize(3);
        assertThat(thought.top().getFirst().logProbability())
            .isGreaterThanOrEqualTo(thought.chosen());
        for (LogProbabilities.Entry entry : thought.top()) {
          assertThat(entry.logProbability())
              .isCloseTo(logits[entry.id()] - Math.log(sum), within(1e-5));
        }
        prefix = Arrays.copyOf(prefix, prefix.length + 1);
        prefix[prefix.length - 1] = token.id();
      }
    }
  }
}
