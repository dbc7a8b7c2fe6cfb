package io.github.pyramidsd.evaluation.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.models.EmbeddedFamily;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DecoderCompleterTest {

  private static final GenerateOptions OPTIONS =
      GenerateOptions.builder().temperature(0.8).seed(11).maxTokens(12).build();
  private static final Request REQUEST = new Request("sd", "java", OPTIONS, false);
  private static final List<Prompt> PROMPTS =
      IntStream.range(0, 5)
          .mapToObj(i -> new Prompt("p" + i, i + 1, "public int get" + i, PromptOptions.NONE))
          .toList();

  private static final Engine ENGINE = Engine.start(1, KernelChoice.AUTO);
  private static final Decoder DECODER = open();

  private static Decoder open() {
    try {
      return Decoder.of(EmbeddedFamily.JAVA.target(ENGINE))
          .draft(EmbeddedFamily.JAVA.draft(ENGINE))
          .method(Method.SD)
          .build();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void close() {
    DECODER.pyramid().models().forEach(LanguageModel::close);
    ENGINE.close();
  }

  @Test
  void tokensDoNotDependOnWhatWasCompletedBefore() throws IOException {
    Map<String, List<Integer>> forward = new HashMap<>();
    Map<String, List<Integer>> backward = new HashMap<>();
    try (DecoderCompleter completer = new DecoderCompleter(DECODER, REQUEST)) {
      for (Prompt prompt : PROMPTS) {
        forward.put(prompt.id(), completer.complete(prompt).tokens());
      }
    }
    try (DecoderCompleter completer = new DecoderCompleter(DECODER, REQUEST)) {
      for (Prompt prompt : PROMPTS.reversed()) {
        backward.put(prompt.id(), completer.complete(prompt).tokens());
      }
    }
    assertThat(backward).isEqualTo(forward);
    assertThat(List.copyOf(forward.values())).doesNotHaveDuplicates();
  }

  @Test
  void theSeedOfACompletionGivesItsTokensAgain() throws IOException {
    try (DecoderCompleter completer = new DecoderCompleter(DECODER, REQUEST)) {
      Completion completion = completer.complete(PROMPTS.get(2));
      assertThat(Objects.requireNonNull(completion.seed())).isEqualTo(PromptSeed.of(11, "p2"));
      GenerateOptions again =
          OPTIONS.toBuilder().seed(Objects.requireNonNull(completion.seed())).build();
      assertThat(DECODER.generate(PROMPTS.get(2).text(), again).tokens())
          .containsExactly(completion.tokens().toArray(Integer[]::new));
    }
  }

  @Test
  void withoutASeedNoneIsRecorded() throws IOException {
    Request unseeded =
        new Request(
            "sd", "java", GenerateOptions.builder().temperature(0.8).maxTokens(12).build(), false);
    try (DecoderCompleter completer = new DecoderCompleter(DECODER, unseeded)) {
      Completion completion = completer.complete(PROMPTS.getFirst());
      assertThat(completion.tokens()).isNotEmpty();
      assertThat(completion.seed()).isNull();
    }
  }

  @Test
  void aPromptThatDoesNotFitIsNamedBeforeAnythingIsDone() {
    Prompt tooLong =
        new Prompt("long", 9, "int ".repeat(DECODER.pyramid().contextLength()), PromptOptions.NONE);
    try (DecoderCompleter completer = new DecoderCompleter(DECODER, REQUEST)) {
      assertThatThrownBy(() -> completer.check(List.of(PROMPTS.getFirst(), tooLong)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("line 9: prompt \"long\": has ")
          .hasMessageContaining("the length of the context");
      assertThatThrownBy(() -> completer.complete(tooLong))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("line 9: prompt \"long\": ");
    }
  }

  @Test
  void aCancelledCompletionIsNoCompletion() {
    try (DecoderCompleter completer = new DecoderCompleter(DECODER, REQUEST)) {
      completer.cancel();
      assertThatThrownBy(() -> completer.complete(PROMPTS.getFirst()))
          .isInstanceOf(CancellationException.class);
    }
  }
}
