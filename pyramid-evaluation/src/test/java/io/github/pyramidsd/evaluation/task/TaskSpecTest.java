package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.pyramidsd.evaluation.task.TaskSpec.DataFormat;
import io.github.pyramidsd.evaluation.task.TaskSpec.Scoring;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSpecTest {

  @Test
  void settingsOfAStudyMakeTheSpecification() {
    assertThat(
            TaskSpec.of(
                "multiple-choice",
                "csqa",
                "dev.jsonl",
                Map.of("scoring", "likelihood", "limit", "50", "max-tokens", "9", "shots", "3")))
        .isEqualTo(
            new TaskSpec.MultipleChoice(
                "csqa", "dev.jsonl", DataFormat.CSQA_JSONL, Scoring.LIKELIHOOD, 50, 9, 3));
    assertThat(TaskSpec.of("gsm8k", "math", "sample:gsm8k", Map.of()))
        .isEqualTo(new TaskSpec.Gsm8k("math", "sample:gsm8k", 0, 256, 0));
    assertThat(TaskSpec.of("distribution", "law", "p.jsonl", Map.of("max-tokens", "4")))
        .isEqualTo(new TaskSpec.Distribution("law", "p.jsonl", 0, 4));
  }

  @Test
  void everyKindIsMadeByItsNameAndKnowsIt() {
    assertThat(TaskSpec.kinds())
        .containsExactly("multiple-choice", "gsm8k", "java-completion", "free", "distribution")
        .allSatisfy(
            kind -> {
              TaskSpec spec = TaskSpec.of(kind, "t", "x.jsonl", Map.of());
              assertThat(spec.kind()).isEqualTo(kind);
              assertThat(TaskSpec.settings(kind)).contains("limit", "max-tokens");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "sample:csqa, CSQA_JSONL",
    "sample:mmlu, MMLU_CSV",
    "a/b.CSV, MMLU_CSV",
    "c.jsonl, CSQA_JSONL"
  })
  void theFormatFollowsFromTheNameOfTheData(String data, DataFormat format) {
    TaskSpec spec = TaskSpec.of("multiple-choice", "t", data, Map.of());
    assertThat(((TaskSpec.MultipleChoice) spec).format()).isEqualTo(format);
  }

  @Test
  void aGivenFormatCountsBeforeTheName() {
    TaskSpec spec = TaskSpec.of("multiple-choice", "t", "x.jsonl", Map.of("format", "mmlu-csv"));
    assertThat(((TaskSpec.MultipleChoice) spec).format()).isEqualTo(DataFormat.MMLU_CSV);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gsm8k | limit | -1 | limit is -1, expected 0 or more",
        "gsm8k | limit | many | limit is 'many', expected a whole number, 0 or more",
        "gsm8k | limit | 1.5 | limit is '1.5', expected a whole number, 0 or more",
        "gsm8k | max-tokens | 0 | max-tokens is 0, expected 1 or more",
        "gsm8k | shots | 33 | shots is 33, expected 0 to 32",
        "multiple-choice | scoring | luck | scoring is 'luck', expected generation or likelihood",
        "multiple-choice | format | xml | format is 'xml', expected csqa-jsonl or mmlu-csv",
        "free | shots | 1 | a task of kind free has no shots, expected limit or max-tokens",
      })
  void wrongSettingsAreNamedWithTheirRange(
      String kind, String setting, String value, String message) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> TaskSpec.of(kind, "t", "x.jsonl", Map.of(setting, value)))
        .withMessage(message)
        .extracting(InvalidSettingException::setting)
        .isEqualTo(setting);
  }

  @Test
  void wrongKindsNamesAndDataAreNamed() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> TaskSpec.of("quiz", "t", "x", Map.of()))
        .withMessageStartingWith("kind is 'quiz', expected multiple-choice, gsm8k, ");
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> TaskSpec.of("free", "a b", "x", Map.of()))
        .withMessageStartingWith("name is 'a b', expected letters, digits");
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> TaskSpec.of("free", "t", " ", Map.of()))
        .withMessageContaining("sample:csqa, sample:gsm8k, sample:java or sample:mmlu");
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> TaskSpec.of("multiple-choice", "t", "x.txt", Map.of()))
        .withMessageContaining("'x.txt' does not tell it")
        .withMessageEndingWith("expected csqa-jsonl or mmlu-csv");
  }
}
