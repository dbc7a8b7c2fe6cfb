package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.models.EmbeddedFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleDataTest {

  private static final KnownJudge JUDGE = new KnownJudge(Map.of());

  @ParameterizedTest
  @CsvSource({
    "multiple-choice, sample:csqa, 24",
    "multiple-choice, sample:mmlu, 24",
    "gsm8k, sample:gsm8k, 16",
    "java-completion, sample:java, 36",
    "free, sample:java, 36",
    "distribution, sample:java, 36"
  })
  void everySampleIsReadWhole(String kind, String data, int items) throws IOException {
    Task task = Tasks.open(TaskSpec.of(kind, "t", data, Map.of()));
    assertThat(task.items()).hasSize(items).doesNotHaveDuplicates();
    assertThat(task.items()).extracting(Item::id).doesNotHaveDuplicates();
    assertThat(task.items()).noneMatch(item -> item.prompt().isBlank());
  }

  @Test
  void questionsHaveDifferentChoicesAndEveryLetterIsRightAboutAsOften() throws IOException {
    List<Question> csqa = CommonsenseQa.read(DataSource.open("sample:csqa"));
    List<Question> mmlu = Mmlu.read(DataSource.open("sample:mmlu"));
    for (List<Question> sample : List.of(csqa, mmlu)) {
      Map<String, Long> keys =
          sample.stream().collect(Collectors.groupingBy(Question::answer, Collectors.counting()));
      assertThat(keys.keySet()).hasSameElementsAs(sample.getFirst().labels());
      assertThat(keys.values()).allMatch(count -> count >= 4 && count <= 6);
      assertThat(sample)
          .allSatisfy(
              question ->
                  assertThat(question.choices())
                      .extracting(Question.Choice::text)
                      .doesNotHaveDuplicates());
    }
    assertThat(csqa).allMatch(question -> question.choices().size() == 5);
  }

  @Test
  void theRightLetterIsRightForEveryQuestion() throws IOException {
    Task task = Tasks.open(TaskSpec.of("multiple-choice", "t", "sample:csqa", Map.of()));
    List<Question> questions = CommonsenseQa.read(DataSource.open("sample:csqa"));
    for (int i = 0; i < questions.size(); i++) {
      Answer right = KnownJudge.answer(" " + questions.get(i).answer());
      assertThat(task.judge(task.items().get(i), right, JUDGE))
          .containsExactlyInAnyOrderEntriesOf(Map.of("correct", 1.0, "answered", 1.0));
    }
  }

  /** The steps of our solutions, each "sum = result", are computed anew. */
  @Test
  void everyStepOfTheSolutionsIsRightAndTheLastOneIsTheResult() throws IOException {
    for (JsonObject problem : JsonObject.lines(DataSource.open("sample:gsm8k"))) {
      String[] lines = problem.text("answer").split("\n", -1);
      String result = lines[lines.length - 1];
      assertThat(result).startsWith("#### ");
      List<Double> steps = Arithmetic.results(problem.text("answer"));
      assertThat(steps).as("%s", problem.line()).isNotEmpty();
      assertThat(FinalNumber.find(result).orElseThrow().doubleValue())
          .as("line %d", problem.line())
          .isEqualTo(steps.getLast());
    }
  }

  /**
   * So that a study of the samples runs on the models that are shipped, some even with examples.
   */
  @ParameterizedTest
  @CsvSource({
    "multiple-choice, sample:csqa, 2",
    "multiple-choice, sample:mmlu, 2",
    "gsm8k, sample:gsm8k, 0",
    "java-completion, sample:java, 0"
  })
  void everyPromptLeavesTheEmbeddedFamilyRoomForAnAnswer(String kind, String data, int shots)
      throws IOException {
    Map<String, String> settings = shots == 0 ? Map.of() : Map.of("shots", String.valueOf(shots));
    Task task = Tasks.open(TaskSpec.of(kind, "t", data, settings));
    try (Engine engine = Engine.start(1, KernelChoice.AUTO);
        LanguageModel target = EmbeddedFamily.JAVA.target(engine)) {
      assertThat(task.items())
          .allSatisfy(
              item ->
                  assertThat(target.vocabulary().encodePrompt(item.prompt()).length)
                      .isLessThanOrEqualTo(target.contextLength() - task.maxTokens()));
    }
  }

  @Test
  void anUnknownSampleIsNamedWithThoseThatThereAre() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> Tasks.open(TaskSpec.of("free", "t", "sample:jokes", Map.of())))
        .withMessage(
            "data is 'sample:jokes', expected a file or"
                + " sample:csqa, sample:gsm8k, sample:java or sample:mmlu")
        .extracting(InvalidSettingException::setting)
        .isEqualTo("data");
  }

  @Test
  void samplesAreAscii() throws IOException {
    for (String sample : List.of("sample:csqa", "sample:mmlu", "sample:gsm8k")) {
      String text = DataSource.open(sample).text();
      assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(text)).as(sample).isTrue();
    }
  }
}
