package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.plan.PlannedSchedules;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The planner's way to end blocks early keeps exactness, as any that looks at entropies alone. */
class SurvivalStopLawTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);
  private static final GenerationOptions OPTIONS = Family.options(1, 4);

  /** Rules keep state in a block, so each level gets its own. */
  private static Pyramid pyramid(Family family, double threshold, int... lengths) {
    Pyramid pyramid = Pyramid.of(family.draft());
    for (int level = 1; level < family.models().size(); level++) {
      pyramid =
          pyramid.verifiedBy(
              family.models().get(level),
              Family.EXACT,
              lengths[level - 1],
              PlannedSchedules.survivalStop(threshold));
    }
    return pyramid;
  }

  @Test
  void stoppingAtLittleSurvivalKeepsExactness() {
    for (double threshold : new double[] {0, 0.3, 0.5, 0.7, 2}) {
      for (long seed = 1; seed <= 3; seed++) {
        Family two = Family.random(2, ABC, seed);
        assertThat(two.deviation(pyramid(two, threshold, 3), OPTIONS))
            .as("seed " + seed)
            .isLessThan(1e-6);
        Family three = Family.random(3, ABC, seed);
        assertThat(three.deviation(pyramid(three, threshold, 2, 3), OPTIONS))
            .as("seed " + seed)
            .isLessThan(1e-6);
      }
    }
  }

  @Test
  void survivalShortensSomeBlocksAndNotOthers() {
    Family family = Family.random(2, ABC, 5);
    Recording heard = new Recording();
    heard.respond(pyramid(family, 0.5, 4), Family.PROMPT, Family.options(1, 50));
    Set<Integer> sizes = new TreeSet<>();
    heard.roundsOf("target").forEach(round -> sizes.add(round.proposed()));
    assertThat(sizes).contains(1).hasSizeGreaterThan(1);
  }
}
