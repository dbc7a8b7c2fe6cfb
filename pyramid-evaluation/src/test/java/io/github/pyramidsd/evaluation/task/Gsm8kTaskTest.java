package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Gsm8kTaskTest {

  private static final String PROBLEMS =
      """
      {"question": "How much is it?", "answer": "It is 6 * 7 = <<6*7=42>>42.\\n#### 42"}
      {"question": "And in all?", "answer": "A lot.\\n#### -1,050.0"}
      """;

  private static final KnownJudge UNASKED = new KnownJudge(Map.of());

  @TempDir private Path directory;

  private Task open(Map<String, String> settings) throws IOException {
    Path file = Files.writeString(directory.resolve("g.jsonl"), PROBLEMS);
    return Tasks.open(TaskSpec.of("gsm8k", "gsm8k", file.toString(), settings));
  }

  @Test
  void shotsShowWholeSolutionsWithoutCalculatorNotes() throws IOException {
    Task task = open(Map.of("shots", "1"));
    assertThat(task.items())
        .containsExactly(
            new Item(
                "line-2",
                """
                Solve each problem step by step. End with #### and the result as a number.

                Question: How much is it?
                Answer: It is 6 * 7 = 42.
                #### 42

                Question: And in all?
                Answer:"""));
  }

  @Test
  void theValueOfTheFinalNumberDecides() throws IOException {
    Task task = open(Map.of());
    Item item = task.items().getLast();
    assertThat(task.judge(item, KnownJudge.answer("so it is -1050"), UNASKED))
        .isEqualTo(Map.of("correct", 1.0, "answered", 1.0));
    assertThat(task.judge(item, KnownJudge.answer("1,050"), UNASKED))
        .isEqualTo(Map.of("correct", 0.0, "answered", 1.0));
    assertThat(task.judge(item, KnownJudge.answer("no idea"), UNASKED))
        .isEqualTo(Map.of("correct", 0.0, "answered", 0.0));
    assertThat(task.mainScore()).isEqualTo("correct");
  }
}
