package io.github.pyramidsd.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.Context;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.StopRule;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One decoder serves many contexts at once, and a context is read once. */
class DecoderTest {

  private static final SmallVocabulary LETTERS = SmallVocabulary.letters(8);

  private final TabularModel draft = model("draft", 1);
  private final TabularModel qualifier = model("qualifier", 2);
  private final TabularModel target = model("target", 3);

  private static TabularModel model(String name, long seed) {
    return TabularModel.random(name, LETTERS, seed, 1.5).withContextLength(2048);
  }

  private Decoder auto() {
    return Decoder.of(target).draft(draft).qualifier(qualifier).build();
  }

  private List<Decoder> lossless() {
    return List.of(
        Decoder.of(target).method(Method.TARGET).build(),
        Decoder.of(target).draft(draft).method(Method.SD).build(),
        Decoder.of(target).draft(draft).qualifier(qualifier).method(Method.PSD_E).build(),
        Decoder.of(target).draft(draft).lookup(4).method(Method.SD).build(),
        auto());
  }

  private static GenerateOptions options(double temperature, long seed, int maxTokens) {
    return GenerateOptions.builder()
        .temperature(temperature)
        .topP(0.95)
        .seed(seed)
        .maxTokens(maxTokens)
        .build();
  }

  @Test
  void everyLosslessMethodGivesTheSameTokensForASeed() {
    for (double temperature : new double[] {0, 0.3, 1, 1.5}) {
      for (long seed = 0; seed < 20; seed++) {
        GenerateOptions options = options(temperature, seed, 60);
        int[] expected = lossless().getFirst().generate("abc", options).tokens();
        for (Decoder decoder : lossless()) {
          assertThat(decoder.generate("abc", options).tokens()).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void autoWithASeedGivesTheSameTokensHoweverLongItHasLearnt() {
    Decoder auto = auto();
    Decoder plain = lossless().getFirst();
    for (long seed = 0; seed < 30; seed++) {
      GenerateOptions options = options(1, seed, 200);
      assertThat(auto.generate("abcabc", options).tokens())
          .isEqualTo(plain.generate("abcabc", options).tokens());
    }
  }

  @Test
  void eightThreadsOnOneDecoderGetWhatTheyWouldGetAlone() throws Exception {
    Decoder auto = auto();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<List<int[]>>> running = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        int own = thread;
        running.add(threads.submit(() -> conversation(auto, own)));
      }
      for (int thread = 0; thread < 8; thread++) {
        assertThat(running.get(thread).get())
            .containsExactly(conversation(lossless().getFirst(), thread).toArray(int[][]::new));
      }
    }
  }

  /** Some turns of a context of its own, with options of its own. */
  private static List<int[]> conversation(Decoder decoder, int own) {
    List<int[]> tokens = new ArrayList<>();
    try (Context context = decoder.open()) {
      for (int turn = 0; turn < 6; turn++) {
        context.append(own % 8, turn);
        GenerateOptions options =
            options(0.3 * own, 100L * own + turn, 20 + 10 * own).toBuilder()
                .topK(own % 3 == 0 ? 4 : 0)
                .build();
        tokens.add(context.generate(options).tokens());
      }
    }
    return tokens;
  }

  @Test
  void lossyAndLosslessResponsesOnOneDecoderDoNotShareAPlan() throws Exception {
    Decoder auto = auto();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Response>> running = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        GenerateOptions.Builder options = GenerateOptions.builder().temperature(1).maxTokens(200);
        GenerateOptions asked = i % 2 == 0 ? options.build() : options.deviationBudget(2).build();
        running.add(threads.submit(() -> auto.generate("abcd", asked)));
      }
      for (int i = 0; i < 24; i++) {
        double bound = running.get(i).get().certificate().orElseThrow().bound();
        assertThat(bound).isBetween(0.0, i % 2 == 0 ? 0.0 : 2 + 1e-9);
      }
    }
  }

  @Test
  void tenTurnsForwardEachTokenOnceInTheTarget() {
    for (Decoder decoder :
        List.of(
            Decoder.of(target).method(Method.TARGET).build(),
            Decoder.of(target).draft(draft).qualifier(qualifier).method(Method.PSD_E).build())) {
      target.sessions().clear();
      draft.sessions().clear();
      qualifier.sessions().clear();
      long rejected = 0;
      try (Context context = decoder.open()) {
        for (int turn = 0; turn < 10; turn++) {
          context.append(IntStream.range(0, 30).map(i -> i % 7).toArray());
          Response response = context.generate(options(1, turn, 25));
          rejected += response.statistics().level("target").proposed();
          rejected -= response.statistics().level("target").accepted();
        }
        assertThat(context.length()).isEqualTo(550);
        assertThat(target.sessions()).hasSize(1);
        // the last token is forwarded when there is more to come
        assertThat(target.sessions().getFirst().forwarded()).isEqualTo(549 + rejected);
        if (!draft.sessions().isEmpty()) {
          assertThat(
                  draft.sessions().getFirst().forwarded() - draft.sessions().getFirst().dropped())
              .isLessThanOrEqualTo(549);
        }
      }
    }
  }

  @Test
  void goingBackToACommonPrefixForwardsOnlyWhatIsNew() {
    Decoder plain = Decoder.of(target).method(Method.TARGET).build();
    int[] history = IntStream.range(0, 300).map(i -> i % 7).toArray();
    try (Context context = plain.open()) {
      context.append(history).generate(options(1, 1, 5));
      long before = target.sessions().getLast().forwarded();
      int[] other = Arrays.copyOf(history, 310);
      assertThat(context.become(other)).isEqualTo(300);
      int[] tokens = context.generate(options(1, 2, 5)).tokens();
      assertThat(target.sessions().getLast().forwarded() - before).isEqualTo(10 + 4);
      assertThat(tokens).isEqualTo(plain.generate(other, options(1, 2, 5)).tokens());
    }
  }

  @Test
  void whatAMethodLacksIsSaid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decoder.of(target).method(Method.SD).build())
        .withMessageContaining("sd")
        .withMessageContaining("1 models, expected 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Composition.Stage(1, new AcceptanceRule.Exact(), 65, StopRule.NEVER))
        .withMessageContaining("65")
        .withMessageContaining("1 to 64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> auto().withContextLength(4096))
        .withMessageContaining("4096")
        .withMessageContaining("2048");
  }
}
