package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatisticsTest {

  private static final SmallVocabulary ABCD = SmallVocabulary.letters(4);

  @ParameterizedTest
  @EnumSource(Method.class)
  void whatVerifiersEmitIsAcceptedReplacedOrBonus(Method method) {
    for (long seed = 1; seed <= 10; seed++) {
      Family family = Family.random(3, seed % 2 == 0 ? ABCD.endingWith(3) : ABCD, seed);
      Response response =
          family.compose(method, Method.Knobs.DEFAULT).generate("a", Family.options(1, 40));
      for (LevelReport level : response.levels().subList(1, response.levels().size())) {
        assertThat(level.emitted()).isEqualTo(level.accepted() + level.replaced() + level.bonus());
        assertThat(level.accepted()).isLessThanOrEqualTo(level.proposed());
        assertThat(level.replaced() + level.bonus()).isLessThanOrEqualTo(level.passes());
      }
      long ended = response.finishReason() == FinishReason.END_OF_GENERATION ? 1 : 0;
      assertThat(response.levels().getLast().emitted()).isEqualTo(response.tokens().size() + ended);
    }
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void roundsSumUpToTheReports(Method method) {
    Family family = Family.random(3, ABCD, 5);
    Recording heard = new Recording();
    Response response =
        heard.respond(
            family.compose(method, Method.Knobs.DEFAULT), Family.PROMPT, Family.options(1, 50));
    for (int i = 0; i < response.levels().size(); i++) {
      LevelReport level = response.levels().get(i);
      List<Round> rounds = heard.roundsOf(level.level());
      assertThat(rounds).hasSize((int) level.passes());
      assertThat(sum(rounds, Round::emitted)).isEqualTo(level.emitted());
      assertThat(sum(rounds, Round::nanos) / 1e9).isCloseTo(level.seconds(), within(1e-9));
      if (i > 0) {
        assertThat(sum(rounds, Round::proposed)).isEqualTo(level.proposed());
        assertThat(sum(rounds, Round::accepted)).isEqualTo(level.accepted());
        assertThat(sum(rounds, Round::replaced)).isEqualTo(level.replaced());
        assertThat(sum(rounds, Round::bonus)).isEqualTo(level.bonus());
      }
      assertThat(rounds)
          .allMatch(r -> r.meanEntropy() >= 0 && r.meanEntropy() <= Math.log(4) + 1e-6);
      assertThat(level.meanEntropy()).isBetween(0.0, Math.log(4) + 1e-6);
    }
    assertThat(heard.tokens).isEqualTo(response.tokens());
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void everyPredictionIsTold(Method method) {
    Family family = Family.random(3, ABCD, 5);
    Map<String, List<Double>> told = new HashMap<>();
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void onPrediction(String level, double entropy) {
            told.computeIfAbsent(level, _ -> new ArrayList<>()).add(entropy);
          }
        };
    Pyramid pyramid = family.compose(method, Method.Knobs.DEFAULT);
    try (Generation generation = pyramid.start(Family.PROMPT, Family.options(1, 50), listener)) {
      for (LevelReport level : generation.run().levels()) {
        List<Double> entropies = told.getOrDefault(level.level(), List.of());
        assertThat(entropies.size()).isGreaterThanOrEqualTo((int) level.passes());
        assertThat(entropies.stream().mapToDouble(e -> e).average().orElseThrow())
            .isCloseTo(level.meanEntropy(), within(1e-9));
      }
    }
  }

  private static long sum(List<Round> rounds, ToLongFunction<Round> count) {
    return rounds.stream().mapToLong(count).sum();
  }

  @Test
  void plainDecodingTakesAPassForEachToken() {
    Family family = Family.random(1, ABCD, 1);
    Response response = Pyramid.of(family.target()).generate("a", Family.options(1, 33));
    LevelReport level = response.levels().getFirst();
    assertThat(level.level()).isEqualTo("target");
    assertThat(level.passes()).isEqualTo(33);
    assertThat(level.tokensForwarded()).isEqualTo(33);
    assertThat(level.emitted()).isEqualTo(33);
    assertThat(level.acceptanceRate()).isNaN();
    assertThat(response.levels()).hasSize(1);
    assertThat(response.promptTokens()).isEqualTo(1);
  }

  @Test
  void draftReportsWhatBecameOfItsProposals() {
    Family family = Family.random(3, ABCD, 2);
    Response response = family.exact(3, 4).generate("a", Family.options(1, 40));
    LevelReport draft = response.levels().get(0);
    LevelReport qualifier = response.levels().get(1);
    assertThat(draft.proposed()).isEqualTo(qualifier.proposed()).isEqualTo(draft.emitted());
    assertThat(draft.accepted()).isEqualTo(qualifier.accepted());
    assertThat(draft.acceptanceRate()).isBetween(0.2, 0.95);
    assertThat(response.levels())
        .extracting(LevelReport::level)
        .containsExactly("draft", "qualifier", "target");
    assertThat(response.levels())
        .extracting(LevelReport::model)
        .containsExactly("model-0", "model-1", "model-2");
  }

  @Test
  void meanEntropyIsThatOfTheUntemperedModel() {
    Family family = Family.random(1, ABCD, 3);
    Pyramid pyramid = Pyramid.of(family.target());
    double[] entropies = new double[3];
    double[] temperatures = {0, 0.5, 2};
    for (int i = 0; i < 3; i++) {
      entropies[i] =
          pyramid
              .generate("a", Family.options(temperatures[i], 1))
              .levels()
              .getFirst()
              .meanEntropy();
    }
    assertThat(entropies[1]).isCloseTo(entropies[0], within(1e-6));
    assertThat(entropies[2]).isCloseTo(entropies[0], within(1e-6));
  }
}
