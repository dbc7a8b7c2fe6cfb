package io.github.pyramidsd.evaluation.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.evaluation.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudyReaderTest {

  private static final String GOOD =
      """
      name: small
      models:
        family: embedded
      sampling:
        temperature: 0.8
        top-p: 0.95
      methods:
        - method: target
        - method: psd-f
          draft-length: [2, 4]
          block-length: 3
          tau-q: [0.2, 0.3]
          tau-t: [0.4, 0.5, 1]
        - method: auto
          max-deviation: [.inf, 0.5]
      tasks:
        - kind: free
          name: writing
          data: prompts.jsonl
          max-tokens: 16
        - kind: distribution
          data: prompts.jsonl
          limit: 1
          seeds: [7, 9, 11, 13]
      seeds: 2
      limits:
        items: 2
        max-tokens: 5
      """;

  @TempDir private Path directory;

  private Study read(String text) throws IOException {
    Files.writeString(
        directory.resolve("prompts.jsonl"),
        """
        {"id": "a", "prompt": "class A {"}
        {"id": "b", "prompt": "int x ="}
        {"id": "c", "prompt": "for ("}
        """);
    return StudyReader.read(new StudySource("study.yaml", text, directory.toString()));
  }

  @Test
  void gridHasEveryCombinationOnceWithItsLabel() throws IOException {
    List<Configuration> grid = read(GOOD).configurations();
    assertThat(grid).hasSize(1 + 2 * 2 * 3 + 2);
    assertThat(grid).extracting(Configuration::label).doesNotHaveDuplicates();
    assertThat(grid)
        .extracting(Configuration::label)
        .contains(
            "target",
            "psd-f draft-length=4 block-length=3 tau-q=0.3 tau-t=1",
            "auto",
            "auto max-deviation=0.5");
    Configuration last = grid.get(12);
    assertThat(last.method()).isEqualTo(Optional.of(Method.PSD_F));
    assertThat(last.knobs().draftLength()).isEqualTo(4);
    assertThat(last.knobs().tauQ()).isEqualTo(0.3);
    assertThat(last.knobs().tauT()).isEqualTo(1);
    assertThat(last.isLossless()).isFalse();
    assertThat(grid.get(13).isLossless()).isTrue();
    assertThat(grid.get(14).isLossless()).isFalse();
  }

  @Test
  void tasksHaveTheirOwnSeedsAndLimitsOrTheStudys() throws IOException {
    Study study = read(GOOD);
    Task writing = study.tasks().getFirst();
    Task distribution = study.tasks().getLast();
    assertThat(writing.name()).isEqualTo("writing");
    assertThat(writing.items()).hasSize(2);
    assertThat(writing.maxTokens()).isEqualTo(16);
    assertThat(study.seeds(writing)).containsExactly(1L, 2L);
    assertThat(distribution.name()).isEqualTo("distribution");
    assertThat(distribution.items()).hasSize(1);
    assertThat(distribution.maxTokens()).isEqualTo(5);
    assertThat(study.seeds(distribution)).containsExactly(7L, 9L, 11L, 13L);
    assertThat(study.runs()).isEqualTo(15 * (2 * 2 + 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          name: small          | nome: small           | study.yaml:1: the study has an unknown key 'nome', expected name, models,
          name: small          | nome: small           | did you mean name?
          name: small          | name: a/b             | study.yaml:1: name is 'a/b', expected up to 100 letters
          name: small          | ""                    | study.yaml:2: the study has no name, which it needs
          family: embedded     | target: gone.gguf     | study.yaml:3: models.target is gone.gguf, expected a GGUF file (there is no
          family: embedded     | target: gone.gguf     | or an embedded model: java-draft, java-qualifier or java-target
          family: embedded     | family: other         | study.yaml:3: models.family is 'other', expected embedded
          family: embedded     | target: java-target   | study.yaml:9: methods[1].method is psd-f, which needs models.draft, and there is none
          family: embedded     | draft: java-draft     | study.yaml:3: models has no target
          temperature: 0.8     | temperature: 101      | study.yaml:5: sampling.temperature is 101, expected 0 (the likeliest token) to 100
          temperature: 0.8     | temperature: hot      | study.yaml:5: sampling.temperature is 'hot', expected a number, 0
          temperature: 0.8     | temperature: NaN      | study.yaml:5: sampling.temperature is NaN, expected
          temperature: 0.8     | top-k: 3              | study.yaml:5: sampling has no temperature
          top-p: 0.95          | top-p: 0              | study.yaml:6: sampling.top-p is 0, expected more than 0
          top-p: 0.95          | temperature: 1        | study.yaml:6: sampling has the key 'temperature' twice, the first time in line 5
          method: psd-f        | method: psd           | study.yaml:9: methods[1].method is 'psd', expected target, sd, fsd, psd-f, psd-a, psd-e or auto, did you mean sd?
          method: psd-f        | method: psd-a         | study.yaml:12: methods[1].tau-q has no effect with psd-a, whose knobs are draft-length, block-length, tau-t,
          [0.2, 0.3]           | []                    | study.yaml:12: methods[1].tau-q is an empty list, expected at least one value
          [0.2, 0.3]           | [0.2, 1.5]            | study.yaml:12: methods[1].tau-q[1] is 1.5, expected 0 (exact) to 1
          [0.2, 0.3]           | -0.1                  | study.yaml:12: methods[1].tau-q is -0.1, expected 0 (exact) to 1
          [0.2, 0.3]           | [0.2, 0.20]           | study.yaml:12: methods[1].tau-q[1] is 0.20 again, expected each value once
          [0.2, 0.3]           | '0.2'                 | study.yaml:12: methods[1].tau-q is the text '0.2', expected 0
          draft-length: [2, 4] | draft-length: [2, 0]  | study.yaml:10: methods[1].draft-length[1] is 0, expected 1 to 64
          draft-length: [2, 4] | draft-lenght: 2       | study.yaml:10: methods[1] has an unknown key 'draft-lenght'
          draft-length: [2, 4] | draft-lenght: 2       | did you mean draft-length?
          block-length: 3      | divergence: l2        | study.yaml:11: methods[1].divergence is 'l2', expected tv, js, kl or draft-token
          - method: target     | - method: auto        | study.yaml:14: methods[2] asks for 'auto' again, which line 8 asks for
          kind: free           | kind: essay           | study.yaml:17: tasks[0].kind is 'essay', expected multiple-choice, gsm8k,
          data: prompts.jsonl  | data: gone.jsonl      | study.yaml:19: tasks[0].data is gone.jsonl, expected a file, and there is no
          max-tokens: 16       | max-tokens: 0         | study.yaml:20: tasks[0].max-tokens is not right: max-tokens is 0, expected 1 or more
          max-tokens: 16       | shots: 2              | study.yaml:20: tasks[0].shots is not right: a task of kind free has no shots
          limit: 1             | name: writing         | study.yaml:21: tasks[1] has the name writing, which the task of line 17 has
          [7, 9, 11, 13]       | [7, 7]                | study.yaml:24: tasks[1].seeds[1] is 7 again, expected each seed once
          seeds: 2             | seeds: 0              | study.yaml:25: seeds is 0, expected 1 to 1000000
          seeds: 2             | seeds: []             | study.yaml:25: seeds is an empty list
          items: 2             | item: 2               | study.yaml:27: limits has an unknown key 'item', expected items, max-tokens or context, did you mean items?
          items: 2             | items: two            | study.yaml:27: limits.items is 'two', expected 1 or more, a whole number
          limits:              | "limits: ["           | study.yaml:28: is not YAML
          """)
  void wrongStudyIsToldWithFileLineKeyValueAndRange(String good, String bad, String message) {
    String text = GOOD.replaceFirst("(?m)" + Pattern.quote(good), bad);
    assertThat(text).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining(message.strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "[]", "a", "methods: *gone"})
  void whatIsNoStudyIsTold(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(StudyException.class)
        .hasMessageStartingWith("study.yaml:");
  }

  @Test
  void thresholdsOfKullbackLeiblerMayBeMoreThanOne() throws IOException {
    String text = GOOD.replace("block-length: 3", "divergence: kl").replace("0.5, 1]", "0.5, 3]");
    assertThat(read(text).configurations())
        .extracting(Configuration::label)
        .contains("psd-f draft-length=2 block-length=3 tau-q=0.2 tau-t=3 divergence=kl");
  }

  @Test
  void budgetThatNothingCanKeepIsTold() {
    String text =
        GOOD.replace("block-length: 3", "divergence: draft-token")
            .replace("tau-q: [0.2, 0.3]", "max-deviation: 1");
    assertThatThrownBy(() -> read(text))
        .hasMessageContaining("study.yaml:9: methods[1] has a max-deviation and the divergence");
  }

  @Test
  void sourceReadsAsTheSameStudyElsewhere() throws IOException {
    Study study = read(GOOD);
    Study again = StudyReader.read(study.source());
    assertThat(again.configurations()).isEqualTo(study.configurations());
    assertThat(again.tasks())
        .extracting(Task::items)
        .isEqualTo(study.tasks().stream().map(Task::items).toList());
  }
}
