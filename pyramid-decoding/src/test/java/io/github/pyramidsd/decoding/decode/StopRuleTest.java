package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.sampling.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rules that look at distributions keep exactness; one that looks at the token does not. */
class StopRuleTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);
  private static final GenerationOptions OPTIONS = Family.options(1, 4);

  private static void assertExact(StopRule rule) {
    for (long seed = 1; seed <= 3; seed++) {
      Family two = Family.random(2, ABC, seed);
      assertThat(two.deviation(two.pyramid(Family.EXACT, rule, 3), OPTIONS)).isLessThan(1e-6);
      Family three = Family.random(3, ABC, seed);
      assertThat(three.deviation(three.pyramid(Family.EXACT, rule, 2, 3), OPTIONS))
          .isLessThan(1e-6);
    }
    Family four = Family.random(4, ABC, 4);
    assertThat(four.deviation(four.pyramid(Family.EXACT, rule, 2, 3, 3), Family.options(1, 3)))
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
    GenerationOptions options = Family.options(1, 40);
    assertThat(blockSizes(family.pyramid(Family.EXACT, StopRule.entropyAbove(0), 4), options))
        .containsOnly(1);
    assertThat(
            blockSizes(family.pyramid(Family.EXACT, StopRule.topProbabilityBelow(1), 4), options))
        .containsOnly(1);
    assertThat(blockSizes(family.pyramid(Family.EXACT, StopRule.entropyAbove(9), 4), options))
        .containsOnly(4);
    assertThat(blockSizes(family.pyramid(Family.EXACT, StopRule.entropyAbove(0.9), 4), options))
        .contains(1)
        .anyMatch(size -> size > 1);
  }

  /** How many proposals each pass of the target was given, but for passes cut by the end. */
  private static List<Integer> blockSizes(Pyramid pyramid, GenerationOptions options) {
    List<Integer> sizes = new ArrayList<>();
    AtomicInteger emitted = new AtomicInteger();
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void onRound(Round round) {
            if (round.level().equals("target")) {
              if (emitted.getAndAdd(round.emitted()) + 5 <= options.maxTokens()) {
                sizes.add(round.proposed());
              }
            }
          }
        };
    try (Generation generation = new Generation(pyramid, Family.PROMPT, options, listener)) {
      generation.run();
    }
    return sizes;
  }

  /** Stops drawing at a token of low probability; drops that token, or keeps it. */
  private static final class PickySource implements TokenSource {
    private final ModelContext context;
    private final DecodingRun run;
    private final boolean drops;
    private boolean stopped;

    PickySource(ModelContext context, DecodingRun run, boolean drops) {
      this.context = context;
      this.run = run;
      this.drops = drops;
    }

    @Override
    public void round(Block out, int limit) {
      for (int drawn = 0; drawn < limit && !stopped; drawn++) {
        context.forward(1);
        context.predict(0, out.next());
        int token = run.randomness().draw(out.next().sampling());
        boolean unlikely = out.next().sampling().probability(token) < 0.3;
        stopped = drops && drawn > 0 && unlikely;
        if (!stopped) {
          out.add(token, context.level());
          context.append(token);
        }
      }
    }

    @Override
    public boolean canContinue() {
      return !stopped;
    }

    @Override
    public void rewind(int position) {
      stopped = false;
      context.rewind(position);
    }

    @Override
    public int level() {
      return context.level();
    }

    @Override
    public LevelStatistics statistics() {
      return context.statistics();
    }

    @Override
    public int position() {
      return context.position();
    }

    @Override
    public void append(int[] tokens, int from, int to) {
      context.append(tokens, from, to);
    }

    @Override
    public void append(int token) {
      context.append(token);
    }

    @Override
    public void prefill() {
      context.prefill();
    }

    @Override
    public void close() {
      context.close();
    }
  }

  private static List<Integer> respond(Family family, boolean drops, Randomness randomness) {
    Pyramid pyramid = family.exact(3);
    DeviationLedger ledger = new DeviationLedger(2, 0, 0, 1, 16);
    DecodingRun run =
        new DecodingRun(
            pyramid,
            OPTIONS,
            randomness,
            ledger,
            GenerationListener.NONE,
            Schedule.of(pyramid.composition()));
    List<ModelContext> contexts = new ArrayList<>();
    for (LanguageModel model : pyramid.models()) {
      contexts.add(new ModelContext(contexts.size(), model.name(), model, 3, 16, run));
    }
    List<Integer> tokens = new ArrayList<>();
    try (TokenSource draft = new PickySource(contexts.getFirst(), run, drops);
        TokenSource target =
            new VerifiedSource(
                contexts.getLast(), draft, pyramid.composition().stages().getFirst(), run)) {
      target.append(Family.PROMPT, 0, Family.PROMPT.length);
      while (tokens.size() < OPTIONS.maxTokens()) {
        Block block = new Block(run);
        target.round(block, OPTIONS.maxTokens() - tokens.size());
        for (int i = 0; i < block.size(); i++) {
          tokens.add(block.token(i));
        }
      }
    }
    return tokens;
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
