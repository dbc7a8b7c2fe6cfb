package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipleChoiceTaskTest {

  private static final String CSV =
      """
      \uFEFFquestion,A,B,C,D,answer
      "Which is, in
      short, ""it""?",one,"two, too",three,four,B
      Plain?,w,x,y,z,D\r
      Last?,1,2,3,4,A
      """;

  private static final KnownJudge UNASKED = new KnownJudge(Map.of());

  @TempDir private Path directory;

  private Task open(Map<String, String> settings) throws IOException {
    Path file = Files.writeString(directory.resolve("m.csv"), CSV);
    return Tasks.open(TaskSpec.of("multiple-choice", "mmlu", file.toString(), settings));
  }

  @Test
  void quotedFieldsKeepCommasQuotesAndLineEnds() throws IOException {
    Task task = open(Map.of());
    assertThat(task.items()).extracting(Item::id).containsExactly("row-1", "row-2", "row-3");
    assertThat(task.items().getFirst().prompt())
        .isEqualTo(
            """
            Answer each question with the letter of the right choice.

            Question: Which is, in
            short, "it"?
            A. one
            B. two, too
            C. three
            D. four
            Answer:""");
  }

  @Test
  void shotsAreShownWithTheirAnswersAndNotAsked() throws IOException {
    Task task = open(Map.of("shots", "1", "limit", "1"));
    assertThat(task.items()).extracting(Item::id).containsExactly("row-2");
    assertThat(task.items().getFirst().prompt())
        .contains("D. four\nAnswer: B\n\nQuestion: Plain?\nA. w\n")
        .endsWith("D. z\nAnswer:");
  }

  @Test
  void somethingMustBeLeftToAsk() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> open(Map.of("shots", "3")))
        .withMessageContaining("has 3 items, expected at most 2")
        .extracting(InvalidSettingException::setting)
        .isEqualTo("shots");
  }

  @Test
  void aLimitBeyondTheFileTakesAll() throws IOException {
    assertThat(open(Map.of("limit", "2147483647", "shots", "2")).items()).hasSize(1);
  }

  @Test
  void generationIsScoredByTheLetterAndNeedsNoJudge() throws IOException {
    Task task = open(Map.of());
    Item item = task.items().getFirst();
    assertThat(task.judge(item, KnownJudge.answer(" B. two, too"), UNASKED))
        .isEqualTo(Map.of("correct", 1.0, "answered", 1.0));
    assertThat(task.judge(item, KnownJudge.answer(" C"), UNASKED))
        .isEqualTo(Map.of("correct", 0.0, "answered", 1.0));
    assertThat(task.judge(item, KnownJudge.answer("nothing of it"), UNASKED))
        .isEqualTo(Map.of("correct", 0.0, "answered", 0.0));
    assertThat(task.mainScore()).isEqualTo("correct");
    assertThat(task.isLowerBetter()).isFalse();
    assertThat(task.stopStrings()).containsExactly("\nQuestion:");
  }

  /** By their sums "w" would win, by their means "z" does. */
  @Test
  void likelihoodIsTheMeanOverTheTokensOfTheText() throws IOException {
    Task task = open(Map.of("scoring", "likelihood", "shots", "1"));
    KnownJudge judge =
        new KnownJudge(
            Map.of(
                " w", new double[] {-1.5},
                " x", new double[] {-2},
                " y", new double[] {-1.2, -1.4},
                " z", new double[] {-1, -1, -1}));
    assertThat(task.judge(task.items().getFirst(), KnownJudge.answer("A"), judge))
        .isEqualTo(Map.of("correct", 0.0, "answered", 1.0, "correctByLikelihood", 1.0));
    assertThat(judge.prompt)
        .isEqualTo(
            "Question: Which is, in\nshort, \"it\"?\nAnswer: two, too\n\nQuestion: Plain?\nAnswer:");
    assertThat(task.mainScore()).isEqualTo("correctByLikelihood");
  }

  @Test
  void ofEquallyLikelyTextsTheFirstCounts() throws IOException {
    Task task = open(Map.of("scoring", "likelihood"));
    double[] same = {-1};
    KnownJudge judge = new KnownJudge(Map.of(" 1", same, " 2", same, " 3", same, " 4", same));
    assertThat(task.judge(task.items().getLast(), KnownJudge.answer(""), judge))
        .containsEntry("correctByLikelihood", 1.0);
  }

  @Test
  void anItemOfAnotherTaskIsRefused() throws IOException {
    Task task = open(Map.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task.judge(new Item("row-9", ""), KnownJudge.answer("A"), UNASKED))
        .withMessage("'row-9' is not an item of task mmlu");
  }
}
