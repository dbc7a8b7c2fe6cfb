package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.model.TabularModel.PassSeconds;
import java.util.Arrays;

/** Estimates of levels of which everything is given: what their passes cost and how they agree. */
final class KnownLevels {

  /** An entropy of the middle of the classes. */
  static final double ENTROPY = 1;

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);

  private KnownLevels() {}

  /** Models with these costs, the lowest first. */
  static Pyramid models(PassSeconds... costs) {
    return Planner.levels(
        Arrays.stream(costs).map(KnownLevels::model).toArray(LanguageModel[]::new));
  }

  static TabularModel model(PassSeconds cost) {
    return TabularModel.random("model", ABC, 1).withPassSeconds(cost);
  }

  /** Nothing is known yet but what passes cost. */
  static Estimates of(PassSeconds... costs) {
    return new Estimates(models(costs));
  }

  /** The same with a lookup below. */
  static Estimates withLookup(PassSeconds... costs) {
    return new Estimates(models(costs).withLookup(1));
  }

  /** Seconds a pass and seconds a token. */
  static PassSeconds affine(double pass, double token) {
    return (_, tokens) -> pass + token * tokens;
  }

  /** Makes a level known to accept a share of what a lower one proposes, at every place. */
  static void agree(Estimates estimates, int level, int proposer, double acceptance) {
    agree(estimates.agreement(level, proposer), acceptance);
  }

  static void agree(Agreement agreement, double acceptance) {
    for (int i = 0; i < 200; i++) {
      for (int place = 0; place < Agreement.PLACES; place++) {
        agreement.observe(place, acceptance, ENTROPY);
      }
    }
  }
}
