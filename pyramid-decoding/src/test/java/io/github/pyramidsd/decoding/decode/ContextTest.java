package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.Constraint;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.Samplings;
import io.github.pyramidsd.decoding.sampling.TokenMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A context is its tokens: how it came to them leaves no trace. */
class ContextTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);
  private static final SmallVocabulary ABCD = SmallVocabulary.letters(4);

  private static Fixed withLookup(Family family, int... lengths) {
    Pyramid pyramid = family.pyramid().withLookup();
    return new Fixed(pyramid, pyramid.all(Family.EXACT, StopRule.NEVER, lengths));
  }

  /** Allows no token three times in a row, and none but the first two after a whole context. */
  private static final class Varied implements Constraint<List<Integer>> {

    @Override
    public List<Integer> start(int[] context) {
      return Arrays.stream(context).boxed().toList();
    }

    @Override
    public List<Integer> next(List<Integer> state, int token) {
      List<Integer> longer = new ArrayList<>(state);
      longer.add(token);
      return List.copyOf(longer);
    }

    @Override
    public void restrict(List<Integer> state, TokenMask mask) {
      int n = state.size();
      if (n >= 2 && state.get(n - 1).equals(state.get(n - 2))) {
        mask.forbid(state.getLast());
      }
      if (state.hashCode() % 5 == 0) {
        mask.add(n % 3, 1.5f);
      }
    }
  }

  private static List<GenerateOptions> someOptions(long seed) {
    return List.of(
        Family.options(0, 12),
        Family.options(1, 12).toBuilder().streamSeed(seed).build(),
        Family.options(1, 12).toBuilder().seed(seed).build(),
        Family.options(Samplings.of(0.8, 3, 0.95, 0, 1.4, 6), 12).toBuilder().seed(seed).build(),
        Family.options(Samplings.of(0.8, 3, 0.95, 0, 1.4, 6), 12).toBuilder()
            .streamSeed(seed)
            .constraint(new Varied())
            .build());
  }

  @Test
  void whateverHappenedTheNextResponseIsThatOfAFreshContext() {
    for (int seed = 0; seed < 120; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Family family = Family.random(3, ABCD, seed);
      Family long3 =
          new Family(family.models().stream().map(m -> m.withContextLength(400)).toList());
      Fixed decoder =
          switch (seed % 4) {
            case 0 -> withLookup(long3, 3, 2, 3);
            case 1 -> long3.exact(2, 4);
            case 2 -> withLookup(Family.of(long3.target()), 4);
            default ->
                new Fixed(
                    long3.pyramid(),
                    long3
                        .pyramid()
                        .all(
                            new AcceptanceRule.Fuzzy(
                                Divergence.TOTAL_VARIATION, 0.3, AcceptanceRule.OnDivergence.EXACT),
                            StopRule.NEVER,
                            2,
                            3));
          };
      List<GenerateOptions> options = someOptions(seed);
      try (Context context = decoder.open()) {
        context.append(random.ints(1 + random.nextInt(6), 0, 4).toArray());
        for (int step = 0; step < 25; step++) {
          GenerateOptions chosen = options.get(random.nextInt(options.size()));
          change(context, chosen, random);
          int[] tokens = context.tokens();
          if (step % 4 == 0 && tokens.length > 0) {
            Response response = context.generate(chosen);
            Response fresh = decoder.respond(tokens, chosen);
            assertThat(response.tokens())
                .as("seed %s, step %s", seed, step)
                .isEqualTo(fresh.tokens());
            assertThat(response.text()).isEqualTo(fresh.text());
            assertThat(response.certificate()).isEqualTo(fresh.certificate());
            assertThat(Arrays.copyOf(context.tokens(), tokens.length)).isEqualTo(tokens);
            assertThat(context.length()).isEqualTo(tokens.length + response.tokens().length);
          }
        }
      }
      assertThat(long3.models()).allMatch(model -> model.openSessions() == 0);
    }
  }

  /** Does something to a context, and to a copy of its tokens. */
  private static void change(Context context, GenerateOptions options, SplittableRandom random) {
    int[] before = context.tokens();
    switch (random.nextInt(5)) {
      case 0 -> {
        int[] more = random.ints(random.nextInt(5), 0, 4).toArray();
        context.append(more);
        assertThat(context.tokens()).isEqualTo(concat(before, more));
      }
      case 1 -> {
        int length = before.length - random.nextInt(Math.min(before.length, 8) + 1);
        context.rewind(length);
        assertThat(context.tokens()).isEqualTo(Arrays.copyOf(before, length));
      }
      case 2 -> {
        int common = random.nextInt(before.length + 1);
        int[] wanted =
            concat(Arrays.copyOf(before, common), random.ints(random.nextInt(4), 0, 4).toArray());
        int kept = context.become(wanted);
        assertThat(kept).isBetween(Math.min(common, wanted.length), wanted.length);
        assertThat(context.tokens()).isEqualTo(wanted);
      }
      default -> {
        if (before.length == 0) {
          context.append(1);
          before = new int[] {1};
        }
        TokenStream stream = context.stream(options);
        int pulled = random.nextInt(5);
        for (int i = 0; i < pulled && stream.hasNext(); i++) {
          stream.next();
        }
        switch (random.nextInt(3)) {
          case 0 -> stream.cancel();
          case 1 -> stream.close();
          default -> {} // left open: what comes next ends it
        }
        if (random.nextBoolean()) {
          assertThat(context.tokens()).isEqualTo(concat(before, stream.response().tokens()));
        }
      }
    }
  }

  private static int[] concat(int[] a, int[] b) {
    return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
  }

  @Test
  void onlyWhatIsNewIsForwarded() {
    Family family = Family.random(2, ABC, 1);
    try (Context context = family.exact(2).open().append(0, 1, 2)) {
      Response first = context.generate(Family.options(1, 10));
      long before = family.target().sessions().getFirst().forwarded();
      context.append(1, 2);
      List<String> read = new ArrayList<>();
      GenerationListener listener =
          new GenerationListener() {
            @Override
            public void onPrompt(String level, int processed, int total) {
              read.add(level + " " + processed + "/" + total);
            }
          };
      context.generate(Family.options(1, 1).toBuilder().listener(listener).build());
      assertThat(first.tokens()).hasSize(10);
      assertThat(read).contains("target 14/14");
      // the last token of the response, the two new ones, and none twice
      assertThat(family.target().sessions().getFirst().forwarded() - before).isEqualTo(3);
    }
  }

  @Test
  void illegalChangesAreRefusedWithNumbersAndLeaveItUnchanged() {
    Family family = Family.random(2, ABC, 2);
    try (Context context = family.exact(2).open(5).append(0, 1, 2)) {
      assertThat(context.limit()).isEqualTo(5);
      assertThatExceptionOfType(ContextFullException.class)
          .isThrownBy(() -> context.append(1, 1, 1))
          .withMessageContaining("3 tokens are appended to 3")
          .withMessageContaining("holds 5");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> context.append(1, 3))
          .withMessageContaining("token 3")
          .withMessageContaining("model-1")
          .withMessageContaining("0 to 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> context.append(-1))
          .withMessageContaining("token -1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> context.rewind(4))
          .withMessageContaining("3 tokens")
          .withMessageContaining("4");
      assertThatIllegalArgumentException().isThrownBy(() -> context.rewind(-1));
      assertThatExceptionOfType(ContextFullException.class)
          .isThrownBy(() -> context.become(0, 0, 0, 0, 0, 0))
          .withMessageContaining("6 tokens");
      assertThatIllegalArgumentException().isThrownBy(() -> context.become(0, 7));
      assertThat(context.tokens()).containsExactly(0, 1, 2);
      assertThat(context.become(0, 1, 0, 0)).isEqualTo(2);
      assertThat(context.tokens()).containsExactly(0, 1, 0, 0);
      context.append(0);
      assertThatExceptionOfType(ContextFullException.class)
          .isThrownBy(() -> context.generate(Family.options(0, 1)))
          .withMessageContaining("5 tokens")
          .withMessageContaining("holds 5");
      context.rewind(0);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> context.generate(Family.options(0, 1)))
          .withMessageContaining("prompt is empty");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> family.exact(2).open(0))
        .withMessageContaining("context length is 0")
        .withMessageContaining("at most 64");
    assertThatIllegalArgumentException().isThrownBy(() -> family.exact(2).open(65));
  }

  @Test
  void aClosedContextRefusesEverythingAndClosesSessionsOnce() {
    Family family = Family.random(2, ABC, 3);
    Context context = family.exact(2).open().append(0);
    TokenStream stream = context.stream(Family.options(1, 20));
    stream.next();
    context.close();
    assertThat(family.models()).allMatch(model -> model.openSessions() == 0);
    context.close();
    assertThat(family.models())
        .allSatisfy(model -> assertThat(model.sessions()).hasSize(1))
        .allSatisfy(model -> assertThat(model.sessions().getFirst().closings()).isEqualTo(1));
    while (stream.hasNext()) {
      stream.next(); // what was committed before
    }
    assertThat(stream.response().finish()).isEqualTo(Finish.CANCELLED);
    for (Runnable use :
        List.<Runnable>of(
            () -> context.append(1),
            () -> context.rewind(0),
            () -> context.become(1),
            () -> context.generate(Family.options(1, 2)))) {
      assertThatIllegalStateException().isThrownBy(use::run).withMessageContaining("closed");
    }
  }

  /** Stops a thread in a forward pass, until it is let go. */
  private static final class Gate {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);

    TabularModel before(TabularModel model, int length) {
      return new TabularModel(
          model.name(),
          model.vocabulary(),
          64,
          (tokens, count) -> {
            if (count == length) {
              reached.countDown();
              awaitUninterruptibly(open);
            }
            return model.logits(Arrays.copyOf(tokens, count));
          });
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSecondThreadIsRefusedWhileOneGenerates() throws Exception {
    Gate gate = new Gate();
    TabularModel model = gate.before(TabularModel.random("model", ABC, 1), 4);
    Fixed decoder = Fixed.plain(Pyramid.of(model));
    try (Context context = decoder.open().append(0)) {
      TokenStream stream = context.stream(Family.options(1, 9));
      FutureTask<Response> generating = start(stream);
      awaitUninterruptibly(gate.reached);
      for (Runnable use :
          List.<Runnable>of(
              () -> context.append(1),
              () -> context.rewind(0),
              () -> context.generate(Family.options(1, 2)),
              stream::next)) {
        assertThatIllegalStateException()
            .isThrownBy(use::run)
            .withMessageContaining("another thread");
      }
      gate.open.countDown();
      assertThat(generating.get().tokens()).hasSize(9);
      assertThat(context.length()).isEqualTo(10);
    }
  }

  private static FutureTask<Response> start(TokenStream stream) {
    FutureTask<Response> task =
        new FutureTask<>(
            () -> {
              while (stream.hasNext()) {
                stream.next();
              }
              return stream.response();
            });
    Thread.ofVirtual().start(task);
    return task;
  }

  @Test
  void closingFromAnotherThreadWaitsForThePassAndCancels() throws Exception {
    Gate gate = new Gate();
    TabularModel model = gate.before(TabularModel.random("model", ABC, 1), 4);
    Context context = Fixed.plain(Pyramid.of(model)).open().append(0);
    FutureTask<Response> generating = start(context.stream(Family.options(1, 9)));
    awaitUninterruptibly(gate.reached);
    FutureTask<Boolean> closing = new FutureTask<>(context::close, true);
    Thread closer = Thread.ofPlatform().start(closing);
    while (closer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait(); // until it waits for the pass
    }
    assertThat(model.openSessions()).isEqualTo(1);
    gate.open.countDown();
    assertThat(closing.get()).isTrue();
    assertThat(model.openSessions()).isZero();
    Response response = generating.get();
    assertThat(response.finish()).isEqualTo(Finish.CANCELLED);
    assertThat(response.tokens()).hasSize(4); // with that of the pass that was being made
  }

  /** Whenever it is closed, whoever generates is told that it was cancelled. */
  @Test
  void closingAtAnyMomentCancels() throws Exception {
    for (int i = 0; i < 300; i++) {
      Family family = Family.random(2, ABC, i);
      Family endless =
          new Family(family.models().stream().map(m -> m.withContextLength(1_000_000)).toList());
      Context context = endless.exact(2).open().append(0);
      TokenStream stream = context.stream(Family.options(1, 900_000));
      FutureTask<Response> generating = start(stream);
      for (int spin = 0; spin < 50 * i; spin++) {
        Thread.onSpinWait();
      }
      context.close();
      assertThat(generating.get().finish()).isEqualTo(Finish.CANCELLED);
      assertThat(endless.models()).allMatch(model -> model.openSessions() == 0);
    }
  }

  @Test
  void interruptEndsTheResponseAndStaysSet() {
    Family family = Family.random(3, ABC, 5);
    GenerateOptions options = Family.options(1, 30);
    GenerationListener interrupter =
        new GenerationListener() {
          private int heard;

          @Override
          public void onToken(Token token) {
            if (++heard == 5) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try (Context context = family.exact(2, 3).open().append(0)) {
      Response response = context.generate(options.toBuilder().listener(interrupter).build());
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThat(response.finish()).isEqualTo(Finish.INTERRUPTED);
      assertThat(response.tokens()).hasSizeBetween(5, 9);
      Response none = context.generate(options);
      assertThat(none.finish()).isEqualTo(Finish.INTERRUPTED);
      assertThat(none.tokens()).isEmpty();
      assertThat(Thread.interrupted()).isTrue();
      int[] tokens = context.tokens();
      assertThat(context.generate(options).tokens())
          .isEqualTo(family.exact(2, 3).respond(tokens, options).tokens());
    } finally {
      Thread.interrupted();
    }
  }

  /** Throws at some event. */
  private record Thrower(String event, int at, AtomicInteger count) implements GenerationListener {

    private void hear(String what) {
      if (what.equals(event) && count.incrementAndGet() == at) {
        throw new UnsupportedOperationException("listener");
      }
    }

    @Override
    public void onToken(Token token) {
      hear("token");
    }

    @Override
    public void onRound(RoundRecord record) {
      hear("round");
    }

    @Override
    public void onPrediction(String level, double entropy) {
      hear("prediction");
    }

    @Override
    public void onPrompt(String level, int processed, int total) {
      hear("prompt");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "round", "prediction", "prompt"})
  void aListenerThatThrowsLeavesTheContextUsable(String event) {
    Family family = Family.random(3, ABC, 6);
    for (Fixed decoder : List.of(family.exact(2, 3), withLookup(family, 2, 2, 3))) {
      for (int at = 1; at <= (event.equals("prompt") ? 3 : 9); at++) {
        Thrower thrower = new Thrower(event, at, new AtomicInteger());
        GenerateOptions options = Family.options(1, 20);
        try (Context context = decoder.open().append(0, 1, 0, 1)) {
          TokenStream stream = context.stream(options.toBuilder().listener(thrower).build());
          assertThatThrownBy(
                  () -> {
                    while (stream.hasNext()) {
                      stream.next();
                    }
                  })
              .isInstanceOf(UnsupportedOperationException.class);
          assertThatIllegalStateException().isThrownBy(stream::response);
          assertContinues(context, decoder, options, new int[] {0, 1, 0, 1});
        }
      }
    }
    assertThat(family.models()).allMatch(model -> model.openSessions() == 0);
  }

  /** What is committed is the beginning of the whole response, and the context goes on from it. */
  private static void assertContinues(
      Context context, Fixed decoder, GenerateOptions options, int[] prompt) {
    int[] tokens = context.tokens();
    int[] whole = concat(prompt, decoder.respond(prompt, options).tokens());
    assertThat(tokens).isEqualTo(Arrays.copyOf(whole, tokens.length));
    assertThat(tokens.length).isGreaterThanOrEqualTo(prompt.length);
    assertThat(context.generate(options).tokens())
        .isEqualTo(decoder.respond(tokens, options).tokens());
  }

  @Test
  void aModelThatThrowsInAPassLeavesTheContextUsable() {
    for (int failing = 0; failing < 3; failing++) {
      for (int at = 1; at <= 12; at++) {
        int[] left = {at};
        Family family = Family.random(3, ABC, 7);
        List<TabularModel> models = new ArrayList<>(family.models());
        TabularModel model = models.get(failing);
        models.set(
            failing,
            new TabularModel(
                model.name(),
                ABC,
                64,
                (tokens, length) -> {
                  if (left[0]-- == 1) {
                    throw new UnsupportedOperationException("pass");
                  }
                  return model.logits(Arrays.copyOf(tokens, length));
                }));
        Fixed decoder = new Family(models).exact(2, 3);
        GenerateOptions options = Family.options(1, 20);
        try (Context context = decoder.open().append(0)) {
          assertThatThrownBy(() -> context.generate(options))
              .isInstanceOf(UnsupportedOperationException.class);
          assertContinues(context, decoder, options, new int[] {0});
        }
        assertThat(new Family(models).models()).allMatch(m -> m.openSessions() == 0);
      }
    }
  }

  /** A listener may end the response that it is told of, and do nothing else with the context. */
  @Test
  void aListenerMayEndTheResponseAndNothingElse() {
    Family family = Family.random(2, ABC, 8);
    Fixed decoder = family.exact(3);
    List<TokenStream> streams = new ArrayList<>();
    List<Context> contexts = new ArrayList<>();
    Recording heard = new Recording();
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void onToken(Token token) {
            heard.onToken(token);
            assertThatIllegalStateException().isThrownBy(() -> contexts.getLast().append(1));
            assertThatIllegalStateException().isThrownBy(() -> contexts.getLast().rewind(0));
            if (heard.heard.size() == 4) {
              streams.getLast().close();
              assertThatIllegalStateException().isThrownBy(() -> streams.getLast().response());
            }
          }

          @Override
          public void onPrediction(String level, double entropy) {
            assertThatIllegalStateException().isThrownBy(() -> streams.getLast().hasNext());
          }
        };
    GenerateOptions options = Family.options(1, 20).toBuilder().listener(listener).build();
    try (Context context = decoder.open().append(0)) {
      contexts.add(context);
      streams.add(context.stream(options));
      while (streams.getLast().hasNext()) {
        streams.getLast().next();
      }
      Response response = streams.getLast().response();
      assertThat(response.finish()).isEqualTo(Finish.CANCELLED);
      assertThat(response.tokens()).isEqualTo(heard.tokens()).hasSizeBetween(4, 8);
      assertThat(context.tokens()).isEqualTo(concat(new int[] {0}, response.tokens()));
    }
    Context closed = decoder.open().append(0);
    GenerationListener closer =
        new GenerationListener() {
          @Override
          public void onToken(Token token) {
            closed.close();
          }
        };
    Response response = closed.generate(Family.options(1, 20).toBuilder().listener(closer).build());
    assertThat(response.finish()).isEqualTo(Finish.CANCELLED);
    assertThat(response.tokens()).isNotEmpty();
    assertThat(family.models()).allMatch(model -> model.openSessions() == 0);
  }

  /** The context keeps a stop string's tokens, and not the one that ended the response. */
  @Test
  void contextKeepsAllCommittedTokensButNotTheEnd() {
    TabularModel stopping = TabularModel.scripted("model", ABC, 0, 1, 2, 0);
    try (Context context = Family.of(stopping, stopping).exact(3).open().append(0)) {
      Response response = context.generate(Family.options(0, 9).toBuilder().stop("bc").build());
      assertThat(response.text()).isEqualTo("a");
      assertThat(response.tokens()).containsExactly(0, 1, 2);
      assertThat(context.tokens()).containsExactly(0, 0, 1, 2);
    }
    TabularModel ending = TabularModel.scripted("model", ABC.endingWith(2), 0, 1, 2, 0);
    try (Context context = Family.of(ending, ending).exact(3).open().append(0)) {
      Response response = context.generate(Family.options(0, 9));
      assertThat(response.finish()).isEqualTo(Finish.END);
      assertThat(response.tokens()).containsExactly(0, 1);
      assertThat(context.tokens()).containsExactly(0, 0, 1);
    }
  }

  /** Models whose contexts are of different lengths, the target's long. */
  private static Family withContexts(long seed, int draft, int qualifier) {
    Family family = Family.random(3, ABC, seed);
    return Family.of(
        family.draft().withContextLength(draft),
        family.models().get(1).withContextLength(qualifier),
        family.target());
  }

  @Test
  void levelsWhoseContextIsFullAreLeftOut() {
    int[][] contexts = {{10, 64}, {64, 12}, {9, 9}, {9, 20}, {20, 9}, {2, 64}, {2, 3}, {64, 1}};
    for (int[] lengths : contexts) {
      for (long seed = 1; seed <= 4; seed++) {
        Family family = withContexts(seed, lengths[0], lengths[1]);
        for (int promptLength : new int[] {1, 5, 15}) {
          int[] prompt = new SplittableRandom(seed).ints(promptLength, 0, 3).toArray();
          for (GenerateOptions options :
              List.of(
                  Family.options(0, 30), Family.options(1, 30).toBuilder().seed(seed).build())) {
            int[] plain =
                Fixed.plain(Pyramid.of(family.target())).respond(prompt, options).tokens();
            for (Fixed decoder : List.of(family.exact(2, 4), withLookup(family, 2, 3, 4))) {
              Response response = decoder.respond(prompt, options);
              assertThat(response.tokens()).isEqualTo(plain);
              assertThat(response.finish()).isEqualTo(Finish.MAX_TOKENS);
              Statistics statistics = response.statistics();
              assertThat(statistics.level("draft").contextFull()).isEqualTo(lengths[0] < 64);
              assertThat(statistics.level("qualifier").contextFull()).isEqualTo(lengths[1] < 64);
              assertThat(statistics.level("target").contextFull()).isFalse();
              if (promptLength > lengths[0]) {
                assertThat(statistics.level("draft").passes()).isZero();
              }
            }
          }
        }
      }
    }
  }

  @Test
  void fullContextsKeepTheLaw() {
    for (int[] lengths : new int[][] {{2, 64}, {64, 2}, {3, 2}, {2, 3}, {3, 3}, {1, 1}}) {
      for (long seed = 1; seed <= 2; seed++) {
        Family family = withContexts(seed, lengths[0], lengths[1]);
        assertThat(family.deviation(family.exact(2, 3), Family.options(1, 4))).isLessThan(1e-6);
      }
    }
  }

  /** A draft that was left out takes part again after the context was taken back. */
  @Test
  void aFullLevelReturnsWhenThereIsRoom() {
    Family family = withContexts(3, 12, 64);
    GenerateOptions options = Family.options(1, 20).toBuilder().streamSeed(3).build();
    Fixed decoder = family.exact(2, 3);
    try (Context context = decoder.open().append(0, 1)) {
      assertThat(context.generate(options).statistics().level("draft").contextFull()).isTrue();
      context.rewind(4);
      int[] tokens = context.tokens();
      Response again = context.generate(options);
      assertThat(again.statistics().level("draft").emitted()).isPositive();
      assertThat(again.tokens()).isEqualTo(decoder.respond(tokens, options).tokens());
    }
  }
}
