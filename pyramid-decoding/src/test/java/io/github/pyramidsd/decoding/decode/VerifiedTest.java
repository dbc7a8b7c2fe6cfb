package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.AcceptanceRule.Fuzzy;
import io.github.pyramidsd.decoding.decode.AcceptanceRule.OnDivergence;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.Draws;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a proposal, by the rule and the budget. */
class VerifiedTest {

  private static final SamplingOptions WARM = SamplingOptions.ofTemperature(1);
  private static final double[] P = {0.5, 0.3, 0.2};
  private static final double[] Q = {0.2, 0.3, 0.5}; // total variation 0.3

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);

  /** What became of a proposal. */
  private enum Verdict {
    ACCEPT,
    REPLACE_FROM_RESIDUAL,
    REPLACE_FROM_OWN
  }

  /** Draws a token first, answers every chance alike and remembers all that it was asked. */
  private static final class Answer implements Randomness {
    final List<Double> asked = new ArrayList<>();
    final List<double[]> drawn = new ArrayList<>();
    final boolean answer;
    int proposal;

    Answer(boolean answer) {
      this.answer = answer;
    }

    @Override
    public boolean chance(double probability) {
      asked.add(probability);
      return answer;
    }

    @Override
    public int draw(Distribution distribution) {
      double[] p = new double[distribution.size()];
      Arrays.setAll(p, distribution::probability);
      drawn.add(p);
      return drawn.size() == 1 ? proposal : distribution.mostLikely();
    }
  }

  /** What a target that predicts P made of a token that a draft proposed by Q. */
  private record Outcome(Verdict verdict, double spent) {}

  private static TabularModel saying(String name, double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int id = 0; id < logits.length; id++) {
      logits[id] = (float) Math.log(probabilities[id]);
    }
    return new TabularModel(name, ABC, 16, (_, _) -> logits);
  }

  private static Outcome verify(
      AcceptanceRule rule,
      SamplingOptions sampling,
      int token,
      OptionalDouble budget,
      Answer answer) {
    GenerateOptions.Builder options = GenerateOptions.builder().sampling(sampling).maxTokens(2);
    budget.ifPresent(options::deviationBudget);
    answer.proposal = token;
    answer.drawn.clear();
    Fixed decoder = Family.of(saying("draft", Q), saying("target", P)).all(rule, StopRule.NEVER, 1);
    Response response = decoder.respond(Family.PROMPT, options.build(), Draws.streamed(answer));
    Verdict verdict = Verdict.ACCEPT;
    if (response.statistics().level("target").replaced() > 0) {
      double[] own = sampling.isGreedy() ? new double[] {1, 0, 0} : P;
      boolean isOwn = Math.abs(answer.drawn.get(1)[0] - own[0]) < 1e-6;
      boolean isResidual = Math.abs(answer.drawn.get(1)[0] - 1) < 1e-6; // p − q > 0 for token 0
      assertThat(isOwn || isResidual).isTrue();
      verdict =
          isResidual && !sampling.isGreedy()
              ? Verdict.REPLACE_FROM_RESIDUAL
              : Verdict.REPLACE_FROM_OWN;
    }
    return new Outcome(verdict, response.certificate().map(Certificate::bound).orElse(Double.NaN));
  }

  private static final OptionalDouble NO_BUDGET = OptionalDouble.empty();

  private static OptionalDouble budget(double value) {
    return OptionalDouble.of(value);
  }

  @Test
  void exactRuleAcceptsWithTheRatioOfTheProbabilities() {
    for (int token = 0; token < 3; token++) {
      Answer yes = new Answer(true);
      assertThat(verify(Family.EXACT, WARM, token, budget(0), yes).verdict())
          .isEqualTo(Verdict.ACCEPT);
      assertThat(yes.asked.getFirst()).isCloseTo(Math.min(1, P[token] / Q[token]), within(1e-6));
      assertThat(verify(Family.EXACT, WARM, token, budget(0), new Answer(false)).verdict())
          .isEqualTo(Verdict.REPLACE_FROM_RESIDUAL);
    }
  }

  @ParameterizedTest
  @EnumSource(Divergence.class)
  void fuzzyRuleAcceptsUpToTheThresholdAndNoFurther(Divergence divergence) {
    for (int token = 0; token < 3; token++) {
      double value = divergence.between(Distribution.of(P), Distribution.of(Q), token);
      double slack = 1e-6;
      for (OnDivergence onDivergence : OnDivergence.values()) {
        Answer no = new Answer(false);
        Fuzzy above = new Fuzzy(divergence, value + slack, onDivergence);
        assertThat(verify(above, WARM, token, NO_BUDGET, no).verdict()).isEqualTo(Verdict.ACCEPT);
        assertThat(no.asked).isEmpty();
        if (value > slack) {
          Fuzzy below = new Fuzzy(divergence, value - slack, onDivergence);
          assertThat(verify(below, WARM, token, NO_BUDGET, no).verdict())
              .isEqualTo(
                  onDivergence == OnDivergence.EXACT
                      ? Verdict.REPLACE_FROM_RESIDUAL
                      : Verdict.REPLACE_FROM_OWN);
        }
      }
    }
  }

  @Test
  void fuzzyAcceptanceSpendsTheTotalVariationAndExactDecisionsNothing() {
    Fuzzy loose = new Fuzzy(Divergence.KULLBACK_LEIBLER, 9, OnDivergence.EXACT);
    assertThat(verify(loose, WARM, 2, budget(1), new Answer(false)).spent())
        .isCloseTo(0.3, within(1e-6));
    Fuzzy strict = new Fuzzy(Divergence.KULLBACK_LEIBLER, 0.01, OnDivergence.EXACT);
    assertThat(verify(strict, WARM, 2, budget(1), new Answer(true)).spent()).isZero();
  }

  @Test
  void whereTheBudgetIsSpentTheExactRuleDecides() {
    for (OnDivergence onDivergence : OnDivergence.values()) {
      Fuzzy loose = new Fuzzy(Divergence.TOTAL_VARIATION, 1, onDivergence);
      Answer no = new Answer(false);
      Outcome verified = verify(loose, WARM, 2, budget(0.29), no);
      assertThat(verified.verdict()).isEqualTo(Verdict.REPLACE_FROM_RESIDUAL);
      assertThat(verified.spent()).isZero();
      assertThat(no.asked).hasSize(1);
    }
  }

  @Test
  void greedyExactRuleAcceptsTheMostLikelyTokenAlone() {
    Answer answer = new Answer(true);
    verify(Family.EXACT, SamplingOptions.GREEDY, 0, budget(0), answer);
    verify(Family.EXACT, SamplingOptions.GREEDY, 2, budget(0), answer);
    assertThat(answer.asked).containsExactly(1.0, 0.0);
  }

  @Test
  void greedyFuzzyRuleComparesUntemperedSoftmax() {
    Answer no = new Answer(false);
    Fuzzy wide = new Fuzzy(Divergence.TOTAL_VARIATION, 0.3001, OnDivergence.EXACT);
    Outcome stranger = verify(wide, SamplingOptions.GREEDY, 2, budget(9), no);
    assertThat(stranger.verdict()).isEqualTo(Verdict.ACCEPT);
    assertThat(stranger.spent()).isEqualTo(1); // the token is not the target's choice
    assertThat(no.asked).isEmpty();
    assertThat(verify(wide, SamplingOptions.GREEDY, 0, budget(9), no).spent()).isZero();
    Fuzzy narrow = new Fuzzy(Divergence.TOTAL_VARIATION, 0.2999, OnDivergence.RESAMPLE);
    assertThat(verify(narrow, SamplingOptions.GREEDY, 2, budget(9), no).verdict())
        .isEqualTo(Verdict.REPLACE_FROM_OWN);
    assertThat(no.asked).isEmpty(); // rejected outright
  }

  @Test
  void negativeThresholdIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Fuzzy(Divergence.TOTAL_VARIATION, -0.1, OnDivergence.EXACT))
        .withMessageContaining("-0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Fuzzy(Divergence.TOTAL_VARIATION, Double.NaN, OnDivergence.EXACT));
  }
}
