package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where responses end, and that nothing is left behind. */
class GenerationTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);

  private static List<Fixed> decoders(Family family) {
    List<Fixed> decoders = new ArrayList<>();
    for (Method method : Method.values()) {
      decoders.add(family.compose(method, Method.Knobs.DEFAULT));
    }
    decoders.add(family.exact(1, 8));
    return decoders;
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
      for (Fixed decoder : decoders(family)) {
        Recording heard = new Recording();
        Response response = heard.respond(decoder, Family.PROMPT, Family.options(0, 30));
        assertThat(response.finish()).isEqualTo(Finish.END);
        assertThat(response.tokens()).hasSize(length).doesNotContain(2);
        assertThat(heard.tokens()).isEqualTo(response.tokens());
        assertThat(response.text()).isEqualTo("a".repeat(length)).isEqualTo(heard.text());
      }
    }
  }

  @Test
  void nothingFollowsAnEndOfGenerationTokenThatWasSampled() {
    Family family = Family.random(3, ABC.endingWith(2), 1);
    int ended = 0;
    for (Fixed decoder : decoders(family)) {
      for (long seed = 0; seed < 50; seed++) {
        Response response =
            decoder.respond("a", Family.options(1, 6).toBuilder().streamSeed(seed).build());
        assertThat(response.tokens()).doesNotContain(2);
        boolean full = response.tokens().length == 6;
        assertThat(response.finish()).isEqualTo(full ? Finish.MAX_TOKENS : Finish.END);
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
    for (Fixed decoder : decoders(guarded)) {
      for (long seed = 0; seed < 50; seed++) {
        GenerateOptions options = Family.options(1, 12).toBuilder().streamSeed(seed).build();
        assertThat(decoder.respond("a", options).tokens()).doesNotContain(2);
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
    for (Fixed decoder : decoders(family)) {
      GenerateOptions options = Family.options(0, 7).toBuilder().ignoreEnd(true).build();
      Response response = decoder.respond("a", options);
      assertThat(response.tokens()).containsExactly(0, 2, 1, 0, 2, 1, 0);
      assertThat(response.text()).isEqualTo("ababa"); // special tokens have no text
      assertThat(response.finish()).isEqualTo(Finish.MAX_TOKENS);
    }
  }

  @Test
  void maxTokensIsReachedAndNeverExceeded() {
    Family family = Family.random(3, ABC, 2);
    for (Fixed decoder : decoders(family)) {
      for (int maxTokens = 1; maxTokens <= 12; maxTokens++) {
        Recording heard = new Recording();
        Response response =
            heard.respond(
                decoder,
                Family.PROMPT,
                Family.options(1, maxTokens).toBuilder().streamSeed(maxTokens).build());
        assertThat(response.tokens()).hasSize(maxTokens).isEqualTo(heard.tokens());
        assertThat(response.finish()).isEqualTo(Finish.MAX_TOKENS);
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
    for (Fixed decoder : decoders(small)) {
      Response response = decoder.respond("abc", Family.options(1, 100));
      assertThat(response.finish()).isEqualTo(Finish.CONTEXT_FULL);
      assertThat(response.tokens()).hasSize(8);
      try (Context context = decoder.open(6)) {
        Response shorter = context.append("abc").generate(Family.options(1, 100));
        assertThat(shorter.finish()).isEqualTo(Finish.CONTEXT_FULL);
        assertThat(shorter.tokens()).hasSize(3);
        assertThat(context.length()).isEqualTo(6);
        context.rewind(3);
        Response both = context.generate(Family.options(1, 3));
        assertThat(both.finish()).isEqualTo(Finish.MAX_TOKENS);
      }
    }
    assertNothingOpen(small);
  }

  @Test
  void contextThatCannotBeIsRefusedWithNumbers() {
    Family family = Family.of(TabularModel.random("tiny", ABC, 1).withContextLength(4));
    Fixed decoder = Fixed.plain(family.pyramid());
    GenerateOptions options = Family.options(1, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoder.respond("abca", options))
        .withMessageContaining("4 tokens")
        .withMessageContaining("holds 4");
    assertThat(decoder.respond("abc", options).tokens()).hasSize(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoder.open(5))
        .withMessageContaining("5")
        .withMessageContaining("tiny")
        .withMessageContaining("at most 4");
    try (Context context = decoder.open(2)) {
      assertThatExceptionOfType(ContextFullException.class)
          .isThrownBy(() -> context.append("abc"))
          .withMessageContaining("3 tokens")
          .withMessageContaining("holds 2");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoder.respond("", options))
        .withMessageContaining("prompt is empty");
    assertNothingOpen(family);
  }

  /** Cancels a stream when something happens. */
  private static final class Canceller implements GenerationListener {
    final Recording heard = new Recording();
    private final int afterTokens;
    private final String atPrediction;
    private @Nullable TokenStream stream;

    Canceller(int afterTokens, String atPrediction) {
      this.afterTokens = afterTokens;
      this.atPrediction = atPrediction;
    }

    @Override
    public void onToken(Token token) {
      heard.onToken(token);
      if (heard.heard.size() == afterTokens && stream != null) {
        stream.cancel();
      }
    }

    @Override
    public void onPrediction(String level, double entropy) {
      if (level.equals(atPrediction) && stream != null) {
        stream.cancel();
      }
    }

    Response respond(Fixed decoder, GenerateOptions options) {
      try (Context context = decoder.open().append(Family.PROMPT)) {
        stream = context.stream(options.toBuilder().listener(this).build());
        while (stream.hasNext()) {
          stream.next();
        }
        return stream.response();
      }
    }
  }

  @Test
  void cancellingFromTheListenerLeavesWhatWasCommitted() {
    Family family = Family.random(3, ABC, 4);
    for (Fixed decoder : decoders(family)) {
      Canceller canceller = new Canceller(5, "");
      GenerateOptions options = Family.options(1, 50);
      Response response = canceller.respond(decoder, options);
      assertThat(response.finish()).isEqualTo(Finish.CANCELLED);
      assertThat(response.tokens()).isEqualTo(canceller.heard.tokens()).hasSizeBetween(5, 13);
      assertThat(response.text()).hasSize(response.tokens().length);
      assertThat(response.tokens())
          .isEqualTo(
              Arrays.copyOf(decoder.respond("a", options).tokens(), response.tokens().length));
      assertNothingOpen(family);
    }
  }

  @Test
  void cancellingInTheMiddleOfABlockIsHeardBeforeTheNextPass() {
    Family family = Family.random(3, ABC, 5);
    Response response =
        new Canceller(-1, "draft").respond(family.exact(3, 6), Family.options(1, 50));
    assertThat(response.finish()).isEqualTo(Finish.CANCELLED);
    assertThat(response.tokens()).isEmpty();
    assertThat(response.certificate().map(Certificate::bound)).hasValue(0.0);
    assertThat(family.target().sessions().getFirst().forwarded()).isZero();
    assertNothingOpen(family);
  }

  @Test
  void anotherThreadCanCancel() throws InterruptedException {
    Family family = Family.random(3, ABC, 6);
    Family endless =
        new Family(
            family.models().stream().map(model -> model.withContextLength(10_000_000)).toList());
    try (Context context = endless.exact(2, 3).open().append(Family.PROMPT);
        TokenStream stream = context.stream(Family.options(1, 9_000_000))) {
      Thread canceller = Thread.ofVirtual().start(stream::cancel);
      while (stream.hasNext()) {
        stream.next();
      }
      assertThat(stream.response().finish()).isEqualTo(Finish.CANCELLED);
      canceller.join();
    }
    assertNothingOpen(endless);
  }

  @Test
  void cancelledBeforeItRunsGivesAnEmptyResponse() {
    Family family = Family.random(2, ABC, 7);
    try (Context context = family.exact(2).open().append(0, 1);
        TokenStream stream = context.stream(Family.options(1, 5))) {
      stream.cancel();
      assertThat(stream.hasNext()).isFalse();
      Response response = stream.response();
      assertThat(response.finish()).isEqualTo(Finish.CANCELLED);
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
      Fixed decoder = family.exact(1, 1);
      assertThatIllegalStateException()
          .isThrownBy(() -> decoder.respond("a", Family.options(1, 5)))
          .withMessageContaining("refuses");
      assertThat(family.models().stream().mapToInt(m -> m.sessions().size()).sum())
          .isEqualTo(refusing);
      assertNothingOpen(family);
    }
  }

  @Test
  void sameSeedGivesTheSameTokensAndAnotherSeedOthers() {
    Family family = Family.random(3, ABC, 9);
    for (Fixed decoder : decoders(family)) {
      GenerateOptions options = Family.options(1, 40).toBuilder().streamSeed(17).build();
      int[] tokens = decoder.respond("a", options).tokens();
      assertThat(decoder.respond("a", options).tokens()).isEqualTo(tokens);
      assertThat(decoder.respond("a", options.toBuilder().streamSeed(18).build()).tokens())
          .isNotEqualTo(tokens);
    }
    assertNothingOpen(family);
  }
}
