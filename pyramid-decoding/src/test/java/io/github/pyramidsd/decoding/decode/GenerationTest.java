package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where responses end, and that nothing is left behind. */
class GenerationTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);

  private static List<Pyramid> pyramids(Family family) {
    List<Pyramid> pyramids = new ArrayList<>();
    for (Method method : Method.values()) {
      pyramids.add(family.compose(method, Method.Knobs.DEFAULT));
    }
    pyramids.add(family.exact(1, 8));
    return pyramids;
  }

  private static void assertNothingOpen(Family family) {
    assertThat(family.models()).allMatch(model -> model.openSessions() == 0);
  }

  @Test
  void endOfGenerationEndsTheResponseWhereverItIsInABlock() {
    SmallVocabulary ending = ABC.endingWith(2);
    for (int length = 0; length < 12; length++) {
      int[] script = new int[length + 3];
      script[length] = 2;
      TabularModel model = TabularModel.scripted("model", ending, script);
      Family family = Family.of(model, model, model);
      for (Pyramid pyramid : pyramids(family)) {
        Recording heard = new Recording();
        Response response = heard.respond(pyramid, Family.PROMPT, Family.options(0, 30));
        assertThat(response.finishReason()).isEqualTo(FinishReason.END_OF_GENERATION);
        assertThat(response.tokens()).hasSize(length).doesNotContain(2);
        assertThat(heard.tokens).isEqualTo(response.tokens());
        assertThat(response.text()).isEqualTo("a".repeat(length)).isEqualTo(heard.text());
      }
    }
  }

  @Test
  void nothingFollowsAnEndOfGenerationTokenThatWasSampled() {
    Family family = Family.random(3, ABC.endingWith(2), 1);
    int ended = 0;
    for (Pyramid pyramid : pyramids(family)) {
      for (long seed = 0; seed < 50; seed++) {
        Response response = pyramid.generate("a", Family.options(1, 6).withSeed(seed));
        assertThat(response.tokens()).doesNotContain(2);
        boolean full = response.tokens().size() == 6;
        assertThat(response.finishReason())
            .isEqualTo(full ? FinishReason.MAX_TOKENS : FinishReason.END_OF_GENERATION);
        ended += full ? 0 : 1;
      }
    }
    assertThat(ended).isBetween(50, 340);
  }

  @Test
  void noLevelLooksBeyondAnEndOfGenerationToken() {
    Family family = Family.random(3, ABC.endingWith(2), 1);
    Family guarded =
        new Family(family.models().stream().map(GenerationTest::refusingToGoOnAfterC).toList());
    for (Pyramid pyramid : pyramids(guarded)) {
      for (long seed = 0; seed < 50; seed++) {
        GenerationOptions options = Family.options(1, 12).withSeed(seed);
        assertThat(pyramid.generate("a", options).tokens()).doesNotContain(2);
      }
    }
  }

  private static TabularModel refusingToGoOnAfterC(TabularModel model) {
    return new TabularModel(
        model.name(),
        model.vocabulary(),
        64,
        (tokens, length) -> {
          int[] context = Arrays.copyOf(tokens, length);
          assertThat(Arrays.copyOf(context, length - 1)).doesNotContain(2);
          return model.logits(context);
        });
  }

  @Test
  void endOfGenerationCanBeIgnored() {
    TabularModel model = TabularModel.scripted("model", ABC.endingWith(2), 0, 2, 1);
    Family family = Family.of(model, model, model);
    for (Pyramid pyramid : pyramids(family)) {
      GenerationOptions options = Family.options(0, 7).withIgnoreEndOfGeneration(true);
      Response response = pyramid.generate("a", options);
      assertThat(response.tokens()).containsExactly(0, 2, 1, 0, 2, 1, 0);
      assertThat(response.text()).isEqualTo("ababa"); // special tokens have no text
      assertThat(response.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
    }
  }

  @Test
  void maxTokensIsReachedAndNeverExceeded() {
    Family family = Family.random(3, ABC, 2);
    for (Pyramid pyramid : pyramids(family)) {
      for (int maxTokens = 1; maxTokens <= 12; maxTokens++) {
        Recording heard = new Recording();
        Response response =
            heard.respond(pyramid, Family.PROMPT, Family.options(1, maxTokens).withSeed(maxTokens));
        assertThat(response.tokens()).hasSize(maxTokens).isEqualTo(heard.tokens);
        assertThat(response.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
      }
    }
  }

  @Test
  void fullContextEndsTheResponse() {
    Family family = Family.random(3, ABC, 3);
    Family small =
        new Family(
            List.of(
                family.draft().withContextLength(10),
                family.models().get(1),
                family.target().withContextLength(11)));
    for (Pyramid pyramid : pyramids(small)) {
      int most = pyramid.contextLength();
      Response response = pyramid.generate("abc", Family.options(1, 100));
      assertThat(response.finishReason()).isEqualTo(FinishReason.CONTEXT);
      assertThat(response.tokens()).hasSize(most - 3);
      Response shorter = pyramid.generate("abc", Family.options(1, 100).withContextLength(6));
      assertThat(shorter.finishReason()).isEqualTo(FinishReason.CONTEXT);
      assertThat(shorter.tokens()).hasSize(3);
      Response both = pyramid.generate("abc", Family.options(1, 3).withContextLength(6));
      assertThat(both.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
    }
    assertNothingOpen(small);
  }

  @Test
  void contextThatCannotBeIsRefusedWithNumbers() {
    Family family = Family.of(TabularModel.random("tiny", ABC, 1).withContextLength(4));
    Pyramid pyramid = Pyramid.of(family.target());
    GenerationOptions options = Family.options(1, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pyramid.generate("abca", options))
        .withMessageContaining("4 tokens")
        .withMessageContaining("holds 4");
    assertThat(pyramid.generate("abc", options).tokens()).hasSize(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pyramid.generate("abc", options.withContextLength(5)))
        .withMessageContaining("5")
        .withMessageContaining("tiny")
        .withMessageContaining("at most 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pyramid.generate("abc", options.withContextLength(2)))
        .withMessageContaining("3 tokens");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pyramid.generate("", options))
        .withMessageContaining("prompt is empty");
    assertNothingOpen(family);
  }

  @Test
  void cancellingFromTheListenerLeavesWhatWasCommitted() {
    Family family = Family.random(3, ABC, 4);
    for (Pyramid pyramid : pyramids(family)) {
      List<Generation> running = new ArrayList<>();
      Recording heard = new Recording();
      GenerationListener canceller =
          new GenerationListener() {
            @Override
            public void onToken(int token, int level) {
              heard.onToken(token, level);
              if (heard.tokens.size() == 5) {
                running.getFirst().cancel();
              }
            }
          };
      Response response;
      try (Generation generation =
          new Generation(pyramid, Family.PROMPT, Family.options(1, 50), canceller)) {
        running.add(generation);
        response = generation.run();
      }
      assertThat(response.finishReason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(response.tokens()).isEqualTo(heard.tokens).hasSizeBetween(5, 13);
      assertThat(response.text()).hasSize(response.tokens().size());
      assertThat(response.tokens())
          .isEqualTo(
              pyramid
                  .generate("a", Family.options(1, 50))
                  .tokens()
                  .subList(0, response.tokens().size()));
      assertNothingOpen(family);
    }
  }

  @Test
  void cancellingInTheMiddleOfABlockIsHeardBeforeTheNextPass() {
    Family family = Family.random(3, ABC, 5);
    List<Generation> running = new ArrayList<>();
    GenerationListener canceller =
        new GenerationListener() {
          @Override
          public void onRound(Round round) {
            if (round.level().equals("draft")) {
              running.getFirst().cancel();
            }
          }
        };
    try (Generation generation =
        new Generation(family.exact(3, 6), Family.PROMPT, Family.options(1, 50), canceller)) {
      running.add(generation);
      Response response = generation.run();
      assertThat(response.finishReason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(response.tokens()).isEmpty();
      assertThat(response.deviationBound()).hasValue(0);
    }
    assertThat(family.target().sessions().getFirst().forwarded()).isZero();
    assertNothingOpen(family);
  }

  @Test
  void anotherThreadCanCancel() throws InterruptedException {
    Family family = Family.random(3, ABC, 6);
    Family endless =
        new Family(
            family.models().stream().map(model -> model.withContextLength(10_000_000)).toList());
    try (Generation generation =
        new Generation(
            endless.exact(2, 3),
            Family.PROMPT,
            Family.options(1, 9_000_000),
            GenerationListener.NONE)) {
      Thread canceller = Thread.ofVirtual().start(generation::cancel);
      assertThat(generation.run().finishReason()).isEqualTo(FinishReason.CANCELLED);
      canceller.join();
    }
    assertNothingOpen(endless);
  }

  @Test
  void cancelledBeforeItRunsGivesAnEmptyResponse() {
    Family family = Family.random(2, ABC, 7);
    try (Generation generation =
        new Generation(
            family.exact(2), new int[] {0, 1}, Family.options(1, 5), GenerationListener.NONE)) {
      generation.cancel();
      Response response = generation.run();
      assertThat(response.finishReason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(response.text()).isEmpty();
      assertThat(response.tokensPerSecond()).isZero();
    }
    assertNothingOpen(family);
  }

  @Test
  void contextsAreClosedIfOneCannotBeOpened() {
    for (int refusing = 0; refusing < 3; refusing++) {
      Family family = Family.random(3, ABC, 8);
      family.models().get(refusing).refuseSessions();
      Pyramid pyramid = family.exact(1, 1);
      assertThatIllegalStateException()
          .isThrownBy(() -> pyramid.generate("a", Family.options(1, 5)))
          .withMessageContaining("refuses");
      assertThat(family.models().stream().mapToInt(m -> m.sessions().size()).sum())
          .isEqualTo(refusing);
      assertNothingOpen(family);
    }
  }

  @Test
  void sameSeedGivesTheSameTokensAndAnotherSeedOthers() {
    Family family = Family.random(3, ABC, 9);
    for (Pyramid pyramid : pyramids(family)) {
      GenerationOptions options = Family.options(1, 40).withSeed(17);
      List<Integer> tokens = pyramid.generate("a", options).tokens();
      assertThat(pyramid.generate("a", options).tokens()).isEqualTo(tokens);
      assertThat(pyramid.generate("a", options.withSeed(18)).tokens()).isNotEqualTo(tokens);
    }
    assertNothingOpen(family);
  }
}
