package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.pyramidsd.decoding.model.IncompatibleVocabularyException;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
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
    for (int count = 1; count <= 4; count++) {
      Pyramid pyramid = Pyramid.of(FAMILY.models().subList(0, count));
      for (Pyramid levels : List.of(pyramid, pyramid.withLookup())) {
        if (count == wanted) {
          Composition composition = method.compose(levels, Method.Knobs.DEFAULT, 4);
          assertThat(composition.top()).isEqualTo(levels.levels() - 1);
          assertThat(composition.bottom()).isZero();
          assertThat(composition.stages()).hasSize(levels.levels() - 1);
        } else {
          String message =
              "%s is given %d models, expected %d".formatted(method.label(), count, wanted);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> method.compose(levels, Method.Knobs.DEFAULT, 4))
              .withMessageContaining(message);
        }
      }
    }
  }

  @Test
  void pyramidHasItsModelsAndAtLeastATarget() {
    Pyramid pyramid = FAMILY.pyramid();
    assertThat(pyramid.models()).containsExactlyElementsOf(FAMILY.models());
    assertThat(pyramid.target()).isSameAs(FAMILY.target());
    assertThat(pyramid.levels()).isEqualTo(4);
    Pyramid withLookup = pyramid.withLookup();
    assertThat(withLookup.levels()).isEqualTo(5);
    assertThat(withLookup.model(0)).isEmpty();
    assertThat(withLookup.model(1)).containsSame(FAMILY.draft());
    assertThat(withLookup.levelName(0)).isEqualTo("lookup");
    assertThatIllegalArgumentException()
        .isThrownBy(Pyramid::of)
        .withMessageContaining("at least the target");
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
    Pyramid four = FAMILY.pyramid();
    assertThat(Stream.of(0, 1, 2, 3).map(four::levelName))
        .containsExactly("draft", "qualifier-1", "qualifier-2", "target");
    Pyramid three = Pyramid.of(FAMILY.models().subList(0, 3));
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
  void contextIsThatOfTheTarget() {
    for (int draft : new int[] {20, 40}) {
      Pyramid pyramid =
          Pyramid.of(
              FAMILY.draft().withContextLength(draft), FAMILY.target().withContextLength(30));
      assertThat(pyramid.contextLength()).isEqualTo(30);
    }
  }

  @Test
  void otherVocabulariesAreRefusedByNameIdAndText() {
    TabularModel draft = TabularModel.random("draft.gguf", SmallVocabulary.of("a", "b", "c"), 1);
    TabularModel target = TabularModel.random("target.gguf", SmallVocabulary.of("a", "x", "y"), 2);
    assertThatExceptionOfType(IncompatibleVocabularyException.class)
        .isThrownBy(() -> Pyramid.of(draft, target))
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
    assertThat(Pyramid.of(draft, qualifier).levels()).isEqualTo(2);
    assertThatExceptionOfType(IncompatibleVocabularyException.class)
        .isThrownBy(() -> Pyramid.of(draft, qualifier, target))
        .withMessageContaining("token 2");
  }

  @Test
  void compositionsAreNamedByLevelsAndLengths() {
    Pyramid pyramid = Pyramid.of(FAMILY.models().subList(0, 3)).withLookup();
    Composition all = pyramid.all(Family.EXACT, StopRule.NEVER, 4, 2, 3);
    assertThat(pyramid.label(all)).isEqualTo("lookup+draft:4+qualifier:2+target:3");
    assertThat(pyramid.label(all.without(1))).isEqualTo("lookup+qualifier:2+target:3");
    assertThat(pyramid.label(all.without(0))).isEqualTo("draft+qualifier:2+target:3");
    assertThat(pyramid.label(Composition.plain(3))).isEqualTo("target");
  }

  @Test
  void compositionWhoseTopIsNotTheTargetIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Fixed(FAMILY.pyramid(), Composition.plain(2))
                    .respond("a", Family.options(1, 3)))
        .withMessageContaining("top is level 2")
        .withMessageContaining("3");
  }

  @Test
  void optionsOutOfRangeAreRefusedByValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateOptions.builder().maxTokens(0))
        .withMessageContaining("max-tokens is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateOptions.builder().deviationBudget(-0.5))
        .withMessageContaining("max-deviation is -0.5");
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> GenerateOptions.builder().deviationBudget(value))
          .withMessageContaining(String.valueOf(value));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateOptions.builder().stop("a", ""))
        .withMessageContaining("stop string");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateOptions.builder().stream(-1))
        .withMessageContaining("stream is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateOptions.builder().logProbabilities(-1))
        .withMessageContaining("-1 tokens")
        .withMessageContaining("0 to 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateOptions.builder().logProbabilities(101))
        .withMessageContaining("101 tokens");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fixed.plain(FAMILY.pyramid()).open(-1))
        .withMessageContaining("context length is -1");
  }

  /** Each setter changes one value, and a copy has them all. */
  @Test
  void settersChangeOneOptionEach() {
    List<Consumer<GenerateOptions.Builder>> setters =
        List.of(
            b -> b.temperature(0.5),
            b -> b.topK(5),
            b -> b.topP(0.5),
            b -> b.minP(0.25),
            b -> b.repeatPenalty(1.5, 7),
            b -> b.bias(2, -1),
            b -> b.seed(3),
            b -> b.stream(4),
            b -> b.streamSeed(5),
            b -> b.maxTokens(6),
            b -> b.stop("x"),
            b -> b.ignoreEnd(true),
            b -> b.deviationBudget(0.5));
    Set<String> seen = new HashSet<>(Set.of(GenerateOptions.DEFAULT.toString()));
    for (Consumer<GenerateOptions.Builder> setter : setters) {
      GenerateOptions.Builder builder = GenerateOptions.builder();
      setter.accept(builder);
      GenerateOptions options = builder.build();
      assertThat(seen.add(options.toString())).as("%s", options).isTrue();
      assertThat(options.toBuilder().build()).hasToString(options.toString());
    }
    GenerationListener listener = new Recording();
    GenerateOptions all =
        GenerateOptions.builder()
            .sampling(SamplingOptions.ofTemperature(0.5))
            .streamSeed(5)
            .maxTokens(6)
            .stop("x")
            .ignoreEnd(true)
            .deviationBudget(0.5)
            .logProbabilities(3)
            .listener(listener)
            .build()
            .toBuilder()
            .build();
    assertThat(all.sampling()).isEqualTo(SamplingOptions.ofTemperature(0.5));
    assertThat(all.streamSeed()).hasValue(5);
    assertThat(all.seed()).isEmpty();
    assertThat(all.maxTokens()).isEqualTo(6);
    assertThat(all.stopStrings()).containsExactly("x");
    assertThat(all.ignoreEnd()).isTrue();
    assertThat(all.deviationBudget()).hasValue(0.5);
    assertThat(all.logProbabilities()).hasValue(3);
    assertThat(all.listener()).isSameAs(listener);
    assertThat(all.toBuilder().noDeviationBudget().seed(1).build().deviationBudget()).isEmpty();
    assertThat(all.toBuilder().seed(1).build().streamSeed()).isEmpty();
  }
}
