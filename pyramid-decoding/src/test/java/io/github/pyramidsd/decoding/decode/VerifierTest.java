package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.AcceptanceRule.Fuzzy;
import io.github.pyramidsd.decoding.decode.AcceptanceRule.OnDivergence;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.LogitProcessor;
import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifierTest {

  private static final SamplingOptions WARM = SamplingOptions.ofTemperature(1);
  private static final double[] P = {0.5, 0.3, 0.2};
  private static final double[] Q = {0.2, 0.3, 0.5}; // total variation 0.3

  /** Answers every chance alike and remembers the probabilities. */
  private static final class Answer implements Randomness {
    final List<Double> asked = new ArrayList<>();
    final boolean answer;

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
      throw new AssertionError("nothing is to be drawn");
    }
  }

  private static Prediction prediction(SamplingOptions sampling, double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int id = 0; id < logits.length; id++) {
      logits[id] = (float) Math.log(probabilities[id]);
    }
    Prediction prediction = new Prediction(logits.length);
    new LogitProcessor(sampling, logits.length)
        .process(logits, 0, logits.length, new int[0], 0, prediction);
    return prediction;
  }

  private static Verdict verify(
      AcceptanceRule rule, SamplingOptions sampling, int token, DeviationLedger l, Answer answer) {
    Pyramid pyramid = Family.random(2, SmallVocabulary.letters(3), 1).exact(1);
    DecodingRun run =
        new DecodingRun(
            pyramid,
            GenerationOptions.DEFAULT.withSampling(sampling),
            answer,
            l,
            GenerationListener.NONE,
            Schedule.of(pyramid.composition()));
    LevelStatistics statistics = new LevelStatistics("target", "", GenerationListener.NONE);
    return new Verifier(rule, 1, run, statistics, run.newDistribution())
        .verify(prediction(sampling, P), prediction(sampling, Q), token, 4, 0);
  }

  private static DeviationLedger ledger(double budget) {
    DeviationLedger ledger = new DeviationLedger(2, 1, budget, 4, 10);
    ledger.startRound(4);
    return ledger;
  }

  @Test
  void exactRuleAcceptsWithTheRatioOfTheProbabilities() {
    for (int token = 0; token < 3; token++) {
      Answer yes = new Answer(true);
      assertThat(verify(Family.EXACT, WARM, token, ledger(0), yes)).isEqualTo(Verdict.ACCEPT);
      assertThat(yes.asked.getFirst()).isCloseTo(Math.min(1, P[token] / Q[token]), within(1e-6));
      assertThat(verify(Family.EXACT, WARM, token, ledger(0), new Answer(false)))
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
        assertThat(verify(above, WARM, token, ledger(1), no)).isEqualTo(Verdict.ACCEPT);
        assertThat(no.asked).isEmpty();
        if (value > slack) {
          Fuzzy below = new Fuzzy(divergence, value - slack, onDivergence);
          assertThat(verify(below, WARM, token, ledger(1), no))
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
    DeviationLedger ledger = ledger(1);
    Fuzzy loose = new Fuzzy(Divergence.KULLBACK_LEIBLER, 9, OnDivergence.EXACT);
    verify(loose, WARM, 2, ledger, new Answer(false));
    assertThat(ledger.spent(1, 5)).isCloseTo(0.3, within(1e-6));
    Fuzzy strict = new Fuzzy(Divergence.KULLBACK_LEIBLER, 0.01, OnDivergence.EXACT);
    verify(strict, WARM, 2, ledger, new Answer(true));
    assertThat(ledger.spent(1, 5)).isZero();
  }

  @Test
  void whereTheBudgetIsSpentTheExactRuleDecides() {
    for (OnDivergence onDivergence : OnDivergence.values()) {
      Fuzzy loose = new Fuzzy(Divergence.TOTAL_VARIATION, 1, onDivergence);
      Answer no = new Answer(false);
      DeviationLedger ledger = ledger(0.29);
      assertThat(verify(loose, WARM, 2, ledger, no)).isEqualTo(Verdict.REPLACE_FROM_RESIDUAL);
      assertThat(no.asked).hasSize(1);
      assertThat(ledger.spent(1, 5)).isZero();
    }
  }

  @Test
  void greedyExactRuleAcceptsTheMostLikelyTokenAlone() {
    Answer answer = new Answer(true);
    verify(Family.EXACT, SamplingOptions.GREEDY, 0, ledger(0), answer);
    verify(Family.EXACT, SamplingOptions.GREEDY, 2, ledger(0), answer);
    assertThat(answer.asked).containsExactly(1.0, 0.0);
  }

  @Test
  void greedyFuzzyRuleComparesUntemperedSoftmax() {
    Answer no = new Answer(false);
    Fuzzy wide = new Fuzzy(Divergence.TOTAL_VARIATION, 0.3001, OnDivergence.EXACT);
    DeviationLedger ledger = ledger(9);
    assertThat(verify(wide, SamplingOptions.GREEDY, 2, ledger, no)).isEqualTo(Verdict.ACCEPT);
    assertThat(no.asked).isEmpty();
    assertThat(ledger.spent(1, 5)).isEqualTo(1); // the token is not the target's choice
    verify(wide, SamplingOptions.GREEDY, 0, ledger, no);
    assertThat(ledger.spent(1, 5)).isZero();
    Fuzzy narrow = new Fuzzy(Divergence.TOTAL_VARIATION, 0.2999, OnDivergence.RESAMPLE);
    assertThat(verify(narrow, SamplingOptions.GREEDY, 2, ledger, no))
        .isEqualTo(Verdict.REPLACE_FROM_OWN);
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
