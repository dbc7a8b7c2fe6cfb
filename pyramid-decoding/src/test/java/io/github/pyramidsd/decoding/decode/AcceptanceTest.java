package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.Draws;
import io.github.pyramidsd.decoding.sampling.EnumeratedRandomness;
import org.junit.jupiter.api.Test;

/** How often proposals are accepted, and the same whatever else is changed. */
class AcceptanceTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);

  /** The probability that the first proposal to the target is accepted. */
  private static double firstAccepted(Fixed decoder, GenerateOptions options) {
    EnumeratedRandomness choices = new EnumeratedRandomness();
    double sum = 0;
    do {
      Recording heard = new Recording();
      decoder.respond(
          Family.PROMPT, options.toBuilder().listener(heard).build(), Draws.streamed(choices));
      // After an accepted proposal the target always adds a token of its own.
      sum += heard.rounds().getFirst().tokens() > 1 ? choices.weight() : 0;
    } while (choices.next());
    return sum;
  }

  private static Distribution first(TabularModel model) {
    float[] logits = model.logits(Family.PROMPT);
    double[] p = new double[logits.length];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    for (int id = 0; id < p.length; id++) {
      p[id] = Math.exp(logits[id]) / sum;
    }
    return Distribution.of(p);
  }

  @Test
  void exactSpeculationAcceptsOneMinusTheTotalVariation() {
    for (long seed = 1; seed <= 10; seed++) {
      Family family = Family.random(2, ABC, seed);
      double distance = Divergence.totalVariation(first(family.target()), first(family.draft()));
      assertThat(firstAccepted(family.exact(2), Family.options(1, 3)))
          .isCloseTo(1 - distance, within(1e-6));
    }
  }

  @Test
  void targetsAcceptanceInAnExactPyramidDependsOnTheQualifierAlone() {
    TabularModel qualifier = TabularModel.random("qualifier", ABC, 1);
    TabularModel target = TabularModel.random("target", ABC, 2);
    double distance = Divergence.totalVariation(first(target), first(qualifier));
    for (long seed = 3; seed <= 8; seed++) {
      TabularModel draft = TabularModel.random("draft", ABC, seed, 2);
      for (int draftLength = 1; draftLength <= 2; draftLength++) {
        Fixed decoder = Family.of(draft, qualifier, target).exact(draftLength, 2);
        assertThat(firstAccepted(decoder, Family.options(1, 3)))
            .isCloseTo(1 - distance, within(1e-6));
      }
    }
  }

  @Test
  void draftEqualToTargetIsAlwaysAccepted() {
    TabularModel model = TabularModel.random("model", ABC, 1);
    Family family = Family.of(model, model, model);
    for (Method method : Method.values()) {
      Fixed decoder = family.compose(method, Method.Knobs.DEFAULT);
      for (double temperature : new double[] {0, 1}) {
        Response response = decoder.respond("a", Family.options(temperature, 60));
        assertThat(response.statistics().levels()).allMatch(level -> level.replaced() == 0);
        assertThat(response.certificate().map(Certificate::bound)).hasValue(0.0);
      }
    }
  }

  @Test
  void greedyPyramidEqualsGreedyTarget() {
    for (long seed = 1; seed <= 60; seed++) {
      Family family = Family.random(4, SmallVocabulary.letters(5), seed);
      GenerateOptions greedy = Family.options(0, 40);
      Family three = new Family(family.models().subList(1, 4));
      Family two = new Family(family.models().subList(2, 4));
      assertThat(Fixed.plain(Pyramid.of(family.target())).respond("a", greedy).tokens())
          .isEqualTo(two.exact(1 + (int) seed % 5).respond("a", greedy).tokens())
          .isEqualTo(three.exact(1 + (int) seed % 3, 4).respond("a", greedy).tokens())
          .isEqualTo(family.exact(1 + (int) seed % 2, 3, 5).respond("a", greedy).tokens())
          .isEqualTo(family.greedy(40));
    }
  }

  @Test
  void greedyFuzzyWithThresholdZeroEqualsGreedyTarget() {
    for (long seed = 1; seed <= 20; seed++) {
      Family family = Family.random(3, SmallVocabulary.letters(5), seed);
      for (AcceptanceRule.OnDivergence onDivergence : AcceptanceRule.OnDivergence.values()) {
        Method.Knobs knobs = new Method.Knobs(2, 3, 0, 0, Divergence.TOTAL_VARIATION, onDivergence);
        Fixed decoder = family.compose(Method.PSD_F, knobs);
        assertThat(decoder.respond("a", Family.options(0, 30)).tokens())
            .isEqualTo(family.greedy(30));
      }
    }
  }

  @Test
  void whereFuzzyAcceptsAllTheDraftSpeaks() {
    Family family = Family.random(3, ABC, 3);
    Method.Knobs knobs =
        new Method.Knobs(1, 2, 1, 1, Divergence.TOTAL_VARIATION, AcceptanceRule.OnDivergence.EXACT);
    Response response = family.compose(Method.PSD_F, knobs).respond("a", Family.options(1, 60));
    assertThat(response.statistics().levels()).allMatch(level -> level.replaced() == 0);
  }
}
