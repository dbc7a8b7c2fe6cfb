package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Draws;
import io.github.pyramidsd.decoding.sampling.Randomness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules that look at distributions keep exactness; one that looks at the token does not. */
class StopRuleTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);
  private static final GenerateOptions OPTIONS = Family.options(1, 4);

  private static void assertExact(StopRule rule) {
    for (long seed = 1; seed <= 3; seed++) {
      Family two = Family.random(2, ABC, seed);
      assertThat(two.deviation(two.all(Family.EXACT, rule, 3), OPTIONS)).isLessThan(1e-6);
      Family three = Family.random(3, ABC, seed);
      assertThat(three.deviation(three.all(Family.EXACT, rule, 2, 3), OPTIONS)).isLessThan(1e-6);
    }
    Family four = Family.random(4, ABC, 4);
    assertThat(four.deviation(four.all(Family.EXACT, rule, 2, 3, 3), Family.options(1, 3)))
        .isLessThan(1e-6);
  }

  @Test
  void neverStoppingKeepsExactness() {
    assertExact(StopRule.NEVER);
  }

  @Test
  void stoppingAtHighEntropyKeepsExactness() {
    assertExact(StopRule.entropyAbove(0.9));
  }

  @Test
  void stoppingAtLowTopProbabilityKeepsExactness() {
    assertExact(StopRule.topProbabilityBelow(0.6));
  }

  @Test
  void stopRulesShortenBlocksAndAlwaysKeepTheLastToken() {
    Family family = Family.random(2, ABC, 5);
    GenerateOptions options = Family.options(1, 40);
    assertThat(blockSizes(family.all(Family.EXACT, StopRule.entropyAbove(0), 4), options))
        .containsOnly(1);
    assertThat(blockSizes(family.all(Family.EXACT, StopRule.topProbabilityBelow(1), 4), options))
        .containsOnly(1);
    assertThat(blockSizes(family.all(Family.EXACT, StopRule.entropyAbove(9), 4), options))
        .containsOnly(4);
    assertThat(blockSizes(family.all(Family.EXACT, StopRule.entropyAbove(0.9), 4), options))
        .contains(1)
        .anyMatch(size -> size > 1);
  }

  /** How many proposals each pass of the target was given, but for passes cut by the end. */
  private static List<Integer> blockSizes(Fixed decoder, GenerateOptions options) {
    Recording heard = new Recording();
    heard.respond(decoder, Family.PROMPT, options);
    List<Integer> sizes = new ArrayList<>();
    int emitted = 0;
    for (Recording.Heard round : heard.rounds()) {
      if (emitted + 5 <= options.maxTokens()) {
        // The target forwards the last token that was committed, and the proposals.
        sizes.add(
            round.passes().stream().filter(p -> p.level() == 1).findAny().orElseThrow().tokens()
                - 1);
      }
      emitted += round.tokens();
    }
    return sizes;
  }

  /** Ends a block at a token of low probability; drops that token, or keeps it. */
  private static final class PickySource implements TokenSource {
    private final Levels levels;
    private final boolean drops;
    private boolean stopped;

    PickySource(Levels levels, boolean drops) {
      this.levels = levels;
      this.drops = drops;
    }

    @Override
    public int level() {
      return 0;
    }

    @Override
    public boolean round(Block out, int most) {
      if (stopped) {
        stopped = false; // asked for the rest of the block that it cut
        return false;
      }
      for (int drawn = 0; drawn < most && !stopped; drawn++) {
        levels.drafter(0).predict(out.next());
        Distribution sampling = out.next().sampling();
        int token = levels.run().draws().pick(sampling, levels.tokens().length());
        stopped = drops && drawn > 0 && sampling.probability(token) < 0.3;
        if (!stopped) {
          out.add(token, 0);
          levels.tokens().append(token);
        }
      }
      return true;
    }
  }

  private static List<Integer> respond(Family family, boolean drops, Randomness randomness) {
    Fixed decoder = family.exact(3);
    Tokens tokens = new Tokens(16);
    List<Integer> response = new ArrayList<>();
    try (Levels levels = new Levels(decoder.pyramid(), tokens)) {
      tokens.append(Family.PROMPT[0]);
      Run run =
          new Run(
              decoder.pyramid(),
              OPTIONS,
              Draws.streamed(randomness),
              decoder.schedule(),
              tokens,
              () -> false);
      levels.begin(run);
      TokenSource target =
          new Verified(
              levels.level(1).orElseThrow(),
              new PickySource(levels, drops),
              decoder.composition().stages().getFirst(),
              levels);
      while (response.size() < OPTIONS.maxTokens()) {
        Block block = new Block(decoder.pyramid());
        run.ledger().startRound(tokens.length(), decoder.composition());
        target.round(block, OPTIONS.maxTokens() - response.size());
        for (int i = 0; i < block.size(); i++) {
          response.add(block.token(i));
        }
      }
    }
    return response;
  }

  @Test
  void droppingAnUnlikelyTokenIsCaught() {
    for (long seed = 1; seed <= 3; seed++) {
      Family family = Family.random(2, ABC, seed);
      SequenceLaw target = SequenceLaw.ofTarget(family.target(), Family.PROMPT, OPTIONS);
      SequenceLaw keeping = SequenceLaw.of(choices -> respond(family, false, choices));
      SequenceLaw dropping = SequenceLaw.of(choices -> respond(family, true, choices));
      assertThat(keeping.totalVariation(target)).isLessThan(1e-6);
      assertThat(dropping.totalVariation(target)).isGreaterThan(0.01);
    }
  }
}
