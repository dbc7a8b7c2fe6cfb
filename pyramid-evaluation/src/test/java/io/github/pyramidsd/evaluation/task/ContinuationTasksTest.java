package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.models.EmbeddedFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinuationTasksTest {

  @TempDir private Path directory;

  private Task open(String kind, String maxTokens, String reference) throws IOException {
    Path file = directory.resolve("p.jsonl");
    Files.writeString(
        file, "{\"id\":\"p\",\"prompt\":\"class A {\\n\",\"reference\":\"" + reference + "\"}\n");
    return Tasks.open(TaskSpec.of(kind, kind, file.toString(), Map.of("max-tokens", maxTokens)));
  }

  private static Map<String, Double> judge(Task task, Answer answer, KnownJudge judge) {
    Map<String, Double> scores = task.judge(task.items().getFirst(), answer, judge);
    assertThat(judge.prompt).isIn("class A {\n", "");
    return scores;
  }

  @ParameterizedTest
  @CsvSource({
    "'  int x;\\n  int y;', 1",
    "'\\n  int x; \\n', 1",
    "'  int x;', 0", // the limit may have cut it off
    "'int x;\\n', 0",
    "'  int x;;\\n', 0",
    "'', 0"
  })
  void theNextLineCountsWithoutBlankLinesBeforeAndBlanksBehind(String text, double expected)
      throws IOException {
    Task task = open("java-completion", "3", "\\n  int x;\\t\\n}");
    KnownJudge judge = new KnownJudge(Map.of(), 1, 2, 3);
    Answer answer = KnownJudge.answer(text.replace("\\n", "\n"), 1, 2, 3);
    assertThat(judge(task, answer, judge)).containsEntry("nextLine", expected);
  }

  @Test
  void aLineThatTheModelEndedIsWhole() throws IOException {
    Task task = open("java-completion", "3", "  int x;");
    assertThat(judge(task, KnownJudge.answer("  int x;", 1, 2), new KnownJudge(Map.of(), 1)))
        .containsEntry("nextLine", 1.0)
        .containsEntry("editSimilarity", 1.0);
  }

  @Test
  void editSimilarityIsThatOfTheNextLine() throws IOException {
    Task task = open("java-completion", "9", "  int x;\\nfoo");
    assertThat(judge(task, KnownJudge.answer("  int yy;\nbar", 1), new KnownJudge(Map.of(), 1)))
        .containsEntry("editSimilarity", 1 - 2 / 9.0);
  }

  @Test
  void agreementIsTheShareOfEqualTokensInAllAndUpToTheFirstThatDiffers() throws IOException {
    Task task = open("java-completion", "5", "x");
    KnownJudge judge = new KnownJudge(Map.of(), 1, 2, 3, 4, 5, 6, 7);
    assertThat(judge(task, KnownJudge.answer("", 1, 2, 9, 4, 5), judge))
        .containsEntry("agreement", 0.8)
        .containsEntry("agreementPrefix", 0.4);
    assertThat(judge(task, KnownJudge.answer("", 1, 2, 3), judge))
        .as("it ended too early")
        .containsEntry("agreement", 0.6)
        .containsEntry("agreementPrefix", 0.6);
    assertThat(judge(task, KnownJudge.answer("", 1, 2, 3, 4, 5), judge))
        .as("the same limit counts for both")
        .containsEntry("agreement", 1.0);
    assertThat(judge(task, KnownJudge.answer(""), new KnownJudge(Map.of())))
        .containsEntry("agreement", 1.0)
        .containsEntry("agreementPrefix", 1.0);
    assertThat(task.mainScore()).isEqualTo("agreement");
  }

  @Test
  void perplexityIsTheExponentialOfTheMeanSurprise() throws IOException {
    Task task = open("free", "9", "");
    KnownJudge judge =
        new KnownJudge(Map.of("abc", new double[] {Math.log(0.5), Math.log(0.25), 0}));
    Map<String, Double> scores =
        judge(task, KnownJudge.answer("abc", (int) 'a', (int) 'b', (int) 'c'), judge);
    assertThat(scores.get("perplexity")).isCloseTo(2, within(1e-12));
    assertThat(scores).containsEntry("length", 3.0);
    assertThat(task.mainScore()).isEqualTo("perplexity");
    assertThat(task.isLowerBetter()).isTrue();
  }

  @Test
  void anEmptyAnswerHasALengthAndNoPerplexity() throws IOException {
    assertThat(judge(open("free", "9", ""), KnownJudge.answer(""), new KnownJudge(Map.of())))
        .isEqualTo(Map.of("length", 0.0));
  }

  @Test
  void surpriseIsThatOfTheWholeSample() throws IOException {
    Task task = open("distribution", "2", "");
    KnownJudge judge =
        new KnownJudge(
            Map.of("ab", new double[] {Math.log(0.5), Math.log(0.25)}, "", new double[0]));
    Map<String, Double> scores = judge(task, KnownJudge.answer("ab", (int) 'a', (int) 'b'), judge);
    assertThat(scores.get("surprise")).isCloseTo(3 * Math.log(2), within(1e-12));
    assertThat(scores).containsEntry("length", 2.0);
    assertThat(judge(task, KnownJudge.answer(""), judge))
        .isEqualTo(Map.of("surprise", 0.0, "length", 0.0));
  }

  /** What the scores must be where they are known: the target's own greedy answers. */
  @Test
  void theTargetAgreesWithItself() throws IOException {
    Task java =
        Tasks.open(TaskSpec.of("java-completion", "java", "sample:java", Map.of("limit", "3")));
    Task free = Tasks.open(TaskSpec.of("free", "free", "sample:java", Map.of("limit", "3")));
    try (Engine engine = Engine.start(1, KernelChoice.AUTO);
        LanguageModel target = EmbeddedFamily.JAVA.target(engine);
        TargetJudge judge = new TargetJudge(target)) {
      for (Item item : java.items()) {
        Response response =
            Decoder.of(target)
                .method(Method.TARGET)
                .build()
                .generate(
                    item.prompt(), GenerateOptions.builder().maxTokens(java.maxTokens()).build());
        Answer answer =
            new Answer(response.text(), Arrays.stream(response.tokens()).boxed().toList());
        assertThat(java.judge(item, answer, judge))
            .containsEntry("agreement", 1.0)
            .containsEntry("agreementPrefix", 1.0);
        assertThat(judge.text(answer.tokens())).isEqualTo(response.text());
        assertThat(free.judge(item, answer, judge).get("perplexity"))
            .as("a greedy answer is likely, and no answer certain")
            .isBetween(1.0, 4.0);
      }
    }
  }
}
