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
          family.compose(method, Method.Knobs.DEFAULT).respond("a", Family.options(1, 40));
      for (Statistics.Level level :
          response.statistics().levels().subList(1, response.statistics().levels().size())) {
        assertThat(level.emitted()).isEqualTo(level.accepted() + level.replaced() + level.bonus());
        assertThat(level.accepted()).isLessThanOrEqualTo(level.proposed());
        assertThat(level.replaced() + level.bonus()).isLessThanOrEqualTo(level.passes());
      }
      long ended = response.finish() == Finish.END ? 1 : 0;
      assertThat(response.statistics().levels().getLast().emitted())
          .isEqualTo(response.tokens().length + ended);
    }
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void roundsSumUpToTheReports(Method method) {
    Family family = Family.random(3, ABCD, 5);
    Recording heard = new Recording();
    Fixed decoder = family.compose(method, Method.Knobs.DEFAULT);
    Response response = heard.respond(decoder, Family.PROMPT, Family.options(1, 50));
    List<Statistics.Level> levels = response.statistics().levels();
    for (int i = 0; i < levels.size(); i++) {
      Statistics.Level level = levels.get(i);
      List<Recording.Pass> passes = heard.passesOf(i);
      assertThat(passes).hasSize((int) level.passes());
      assertThat(sum(passes, Recording.Pass::tokens)).isEqualTo(level.tokensForwarded());
      if (i > 0) {
        double seconds = sum(passes, Recording.Pass::nanos) / 1e9;
        assertThat(seconds).isCloseTo(level.seconds(), within(1e-9));
      }
      assertThat(level.meanEntropy()).isBetween(0.0, Math.log(4) + 1e-6);
    }
    assertThat(sum(heard.rounds(), Recording.Heard::tokens)).isEqualTo(50);
    assertThat(heard.rounds()).allMatch(round -> round.composition().equals(decoder.composition()));
    assertThat(heard.rounds().stream().mapToDouble(Recording.Heard::spent).sum())
        .isCloseTo(response.certificate().orElseThrow().bound(), within(1e-9));
    assertThat(response.statistics().compositions()).containsOnlyKeys(decoder.composition());
    Statistics.Uses uses = response.statistics().compositions().values().iterator().next();
    assertThat(uses.tokens()).isEqualTo(50);
    assertThat(uses.rounds()).isEqualTo(heard.rounds().size());
    assertThat(uses.seconds())
        .isCloseTo(sum(heard.rounds(), Recording.Heard::nanos) / 1e9, within(1e-9));
    assertThat(heard.tokens()).isEqualTo(response.tokens());
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void countsByPlaceSumUpToTheCounts(Method method) {
    Family family = Family.random(3, ABCD, 5);
    Response response =
        family.compose(method, Method.Knobs.DEFAULT).respond("a", Family.options(1, 50));
    for (Statistics.Level level : response.statistics().levels()) {
      if (level.verifiedAt().isEmpty()) {
        continue; // a level that verified nothing counts what became of its proposals
      }
      assertThat(sum(level.acceptedAt(), n -> n)).isEqualTo(level.accepted());
      assertThat(sum(level.verifiedAt(), n -> n)).isEqualTo(level.accepted() + level.replaced());
      for (int place = 1; place < level.verifiedAt().size(); place++) {
        assertThat(level.verifiedAt().get(place))
            .isLessThanOrEqualTo(level.acceptedAt().get(place - 1));
      }
    }
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
    Fixed decoder = family.compose(method, Method.Knobs.DEFAULT);
    Response response =
        decoder.respond("a", Family.options(1, 50).toBuilder().listener(listener).build());
    for (Statistics.Level level : response.statistics().levels()) {
      List<Double> entropies = told.getOrDefault(level.level(), List.of());
      assertThat(entropies).hasSize((int) level.predictions());
      assertThat(entropies.size()).isGreaterThanOrEqualTo((int) level.passes());
      assertThat(entropies).allMatch(e -> e >= 0 && e <= Math.log(4) + 1e-6);
      assertThat(entropies.stream().mapToDouble(e -> e).average().orElseThrow())
          .isCloseTo(level.meanEntropy(), within(1e-9));
    }
  }

  private static <T> long sum(List<T> all, ToLongFunction<T> count) {
    return all.stream().mapToLong(count).sum();
  }

  @Test
  void plainDecodingTakesAPassForEachToken() {
    Family family = Family.random(1, ABCD, 1);
    Response response =
        Fixed.plain(Pyramid.of(family.target())).respond("a", Family.options(1, 33));
    Statistics.Level level = response.statistics().levels().getFirst();
    assertThat(level.level()).isEqualTo("target");
    assertThat(level.passes()).isEqualTo(33);
    assertThat(level.tokensForwarded()).isEqualTo(33);
    assertThat(level.emitted()).isEqualTo(33);
    assertThat(level.acceptanceRate()).isNaN();
    assertThat(response.statistics().levels()).hasSize(1);
    assertThat(response.promptTokens()).isEqualTo(1);
  }

  @Test
  void draftReportsWhatBecameOfItsProposals() {
    Family family = Family.random(3, ABCD, 2);
    Response response = family.exact(3, 4).respond("a", Family.options(1, 40));
    Statistics.Level draft = response.statistics().levels().get(0);
    Statistics.Level qualifier = response.statistics().levels().get(1);
    assertThat(draft.proposed()).isEqualTo(qualifier.proposed()).isEqualTo(draft.emitted());
    assertThat(draft.accepted()).isEqualTo(qualifier.accepted());
    assertThat(draft.acceptanceRate()).isBetween(0.2, 0.95);
    assertThat(response.statistics().levels())
        .extracting(Statistics.Level::level)
        .containsExactly("draft", "qualifier", "target");
    assertThat(response.statistics().levels())
        .extracting(Statistics.Level::model)
        .containsExactly("model-0", "model-1", "model-2");
  }

  @Test
  void meanEntropyIsThatOfTheUntemperedModel() {
    Family family = Family.random(1, ABCD, 3);
    Fixed decoder = Fixed.plain(Pyramid.of(family.target()));
    double[] entropies = new double[3];
    double[] temperatures = {0, 0.5, 2};
    for (int i = 0; i < 3; i++) {
      entropies[i] =
          decoder
              .respond("a", Family.options(temperatures[i], 1))
              .statistics()
              .levels()
              .getFirst()
              .meanEntropy();
    }
    assertThat(entropies[1]).isCloseTo(entropies[0], within(1e-6));
    assertThat(entropies[2]).isCloseTo(entropies[0], within(1e-6));
  }
}
