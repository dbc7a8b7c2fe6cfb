package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.pyramidsd.decoding.model.IncompatibleVocabularyException;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be put together, and what is refused. */
class CompositionTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);
  private static final Family FAMILY = Family.random(4, ABC, 1);

  @ParameterizedTest
  @EnumSource(Method.class)
  void methodRefusesAnyOtherNumberOfModels(Method method) {
    int wanted = 1 + (method.usesDraft() ? 1 : 0) + (method.usesQualifier() ? 1 : 0);
    for (int count = 0; count <= 4; count++) {
      LanguageModel[] models = FAMILY.models().subList(0, count).toArray(LanguageModel[]::new);
      if (count == wanted) {
        Pyramid pyramid = method.compose(Method.Knobs.DEFAULT, models);
        assertThat(pyramid.models()).containsExactly(models);
        assertThat(pyramid.target()).isSameAs(models[count - 1]);
      } else {
        String message =
            "%s is given %d models, expected %d".formatted(method.label(), count, wanted);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> method.compose(Method.Knobs.DEFAULT, models))
            .withMessageContaining(message);
      }
    }
  }

  @Test
  void methodsComposeTheRulesOfTheLiterature() {
    Method.Knobs knobs = Method.Knobs.DEFAULT;
    AcceptanceRule exact = Family.EXACT;
    AcceptanceRule fuzzyQ =
        new AcceptanceRule.Fuzzy(knobs.divergence(), knobs.tauQ(), knobs.onDivergence());
    AcceptanceRule fuzzyT =
        new AcceptanceRule.Fuzzy(knobs.divergence(), knobs.tauT(), knobs.onDivergence());
    assertThat(rules(Method.TARGET)).isEmpty();
    assertThat(rules(Method.SD)).containsExactly(exact);
    assertThat(rules(Method.FSD)).containsExactly(fuzzyT);
    assertThat(rules(Method.PSD_F)).containsExactly(fuzzyQ, fuzzyT);
    assertThat(rules(Method.PSD_A)).containsExactly(exact, fuzzyT);
    assertThat(rules(Method.PSD_E)).containsExactly(exact, exact);
    assertThat(Stream.of(Method.values()).filter(Method::isLossless))
        .containsExactly(Method.TARGET, Method.SD, Method.PSD_E);
  }

  private static List<AcceptanceRule> rules(Method method) {
    Family three = new Family(FAMILY.models().subList(0, 3));
    return three.compose(method, Method.Knobs.DEFAULT).composition().stages().stream()
        .map(Composition.Stage::rule)
        .toList();
  }

  @Test
  void levelsAreNamedFromDraftToTarget() {
    Pyramid four = FAMILY.exact(1, 1, 1);
    assertThat(Stream.of(0, 1, 2, 3).map(four::levelName))
        .containsExactly("draft", "qualifier-1", "qualifier-2", "target");
    Pyramid three = new Family(FAMILY.models().subList(0, 3)).exact(1, 1);
    assertThat(Stream.of(0, 1, 2).map(three::levelName))
        .containsExactly("draft", "qualifier", "target");
    assertThat(Pyramid.of(FAMILY.draft()).levelName(0)).isEqualTo("target");
  }

  @Test
  void emptyBlocksAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FAMILY.exact(1, 0, 1))
        .withMessageContaining("block length is 0");
  }

  @Test
  void contextIsThatOfTheSmallestModel() {
    Pyramid pyramid =
        Pyramid.of(FAMILY.draft().withContextLength(20))
            .verifiedBy(FAMILY.target().withContextLength(30), Family.EXACT, 2);
    assertThat(pyramid.contextLength()).isEqualTo(20);
  }

  @Test
  void otherVocabulariesAreRefusedByNameIdAndText() {
    TabularModel draft = TabularModel.random("draft.gguf", SmallVocabulary.of("a", "b", "c"), 1);
    TabularModel target = TabularModel.random("target.gguf", SmallVocabulary.of("a", "x", "y"), 2);
    assertThatExceptionOfType(IncompatibleVocabularyException.class)
        .isThrownBy(() -> Pyramid.of(draft).verifiedBy(target, Family.EXACT, 2))
        .withMessageContaining("draft.gguf")
        .withMessageContaining("target.gguf")
        .withMessageContaining("token 1")
        .withMessageContaining("\"b\"")
        .withMessageContaining("\"x\"");
  }

  @Test
  void everyLevelIsComparedWithEveryOther() {
    TabularModel draft = TabularModel.random("draft", SmallVocabulary.of("a", "b", "c"), 1);
    TabularModel qualifier = TabularModel.random("qualifier", SmallVocabulary.of("a", "b"), 2);
    TabularModel target = TabularModel.random("target", SmallVocabulary.of("a", "b", "z"), 3);
    Pyramid two = Pyramid.of(draft).verifiedBy(qualifier, Family.EXACT, 2);
    assertThatExceptionOfType(IncompatibleVocabularyException.class)
        .isThrownBy(() -> two.verifiedBy(target, Family.EXACT, 2))
        .withMessageContaining("token 2");
  }

  @Test
  void optionsOutOfRangeAreRefusedByValue() {
    GenerationOptions options = GenerationOptions.DEFAULT;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withMaxTokens(0))
        .withMessageContaining("max-tokens is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withMaxDeviation(-0.5))
        .withMessageContaining("max-deviation is -0.5");
    assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxDeviation(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withContextLength(-1))
        .withMessageContaining("context length is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withStopStrings(List.of("a", "")))
        .withMessageContaining("stop string");
  }

  @Test
  void withersChangeOneOptionEach() {
    GenerationOptions options =
        GenerationOptions.DEFAULT
            .withSeed(5)
            .withMaxTokens(6)
            .withStopStrings(List.of("x"))
            .withIgnoreEndOfGeneration(true)
            .withMaxDeviation(0.5)
            .withContextLength(7);
    assertThat(options)
        .isEqualTo(
            new GenerationOptions(
                GenerationOptions.DEFAULT.sampling(), 5, 6, List.of("x"), true, 0.5, 7));
  }
}
