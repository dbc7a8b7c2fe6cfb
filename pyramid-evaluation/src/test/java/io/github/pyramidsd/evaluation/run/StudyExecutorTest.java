package io.github.pyramidsd.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.evaluation.result.LevelResult;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.study.Study;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyExecutorTest {

  private static final Engine ENGINE = Engine.start(1, Engine.KernelChoice.AUTO);

  @TempDir private Path directory;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void whatComesOutDoesNotDependOnTheRunsBefore() throws IOException {
    Study study = Studies.tiny(directory);
    List<RunKey> order =
        RunOrder.of(study).stream()
            .filter(key -> !key.configuration().startsWith("auto")) // goes by the clock
            .toList();
    Map<RunKey, List<Integer>> forwards;
    try (StudyExecutor executor = StudyExecutor.open(study, ENGINE)) {
      forwards =
          order.stream().collect(Collectors.toMap(k -> k, k -> executor.execute(k).tokenIds()));
    }
    try (StudyExecutor executor = StudyExecutor.open(study, ENGINE)) {
      for (RunKey key : order.reversed()) {
        assertThat(executor.execute(key).tokenIds()).as("%s", key).isEqualTo(forwards.get(key));
      }
    }
  }

  @Test
  void losslessConfigurationsGiveTheTargetsTokensAtTemperatureZero() throws IOException {
    Study study = Studies.study(directory, 0, Studies.METHODS + Studies.TASKS);
    try (StudyExecutor executor = StudyExecutor.open(study, ENGINE)) {
      RunResult target = executor.execute(new RunKey("target", "free", "b", 3));
      for (String label : List.of("sd draft-length=2", "auto")) {
        assertThat(executor.execute(new RunKey(label, "free", "b", 3)).tokenIds())
            .isEqualTo(target.tokenIds());
      }
    }
  }

  @Test
  void levelsAddUp() throws IOException {
    Study study = Studies.tiny(directory);
    String label = "psd-f draft-length=2 block-length=3 tau-q=0.3 tau-t=0.5";
    try (StudyExecutor executor = StudyExecutor.open(study, ENGINE)) {
      RunResult result = executor.execute(new RunKey(label, "free", "a", 3));
      assertThat(result.levels())
          .extracting(LevelResult::level)
          .containsExactly("draft", "qualifier", "target");
      for (LevelResult level : result.levels().subList(1, 3)) {
        assertThat(sum(level.acceptedAt())).isEqualTo(level.accepted());
        assertThat(sum(level.verifiedAt())).isEqualTo(level.accepted() + level.replaced());
        assertThat(level.verifiedAt().size()).isLessThanOrEqualTo(3);
      }
      for (LevelResult level : result.levels()) {
        assertThat(level.entropyHistogram()).hasSize(LevelResult.ENTROPY_BINS);
        long predictions = sum(level.entropyHistogram());
        assertThat(predictions).isGreaterThanOrEqualTo(level.passes());
        assertThat(level.entropySum() / predictions).isBetween(0.0, Math.log(4096));
      }
      assertThat(result.tokens()).isEqualTo(result.tokenIds().size());
      assertThat(result.secondsToFirstToken())
          .isPositive()
          .isLessThanOrEqualTo(result.secondsToAnswer());
      assertThat(result.promptSeconds() + result.seconds())
          .isLessThanOrEqualTo(result.secondsToAnswer());
      assertThat(result.scores()).containsKeys("perplexity", "length");
      assertThat(result.deviationBound()).isNotNull().isPositive();
    }
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void digestIsThatOfTheRunHoweverTheStudyGrows() throws IOException {
    RunKey key = new RunKey("target", "free", "a", 3);
    String digest = digest(Studies.tiny(directory), key);
    String grown =
        Studies.METHODS + "  - method: psd-e\n" + Studies.TASKS.replace("[3, 5]", "[5, 3, 8]");
    assertThat(digest(Studies.study(directory, 0.8, grown), key)).isEqualTo(digest);
    String longer = Studies.METHODS + Studies.TASKS.replace("24", "25");
    assertThat(digest(Studies.study(directory, 0.8, longer), key)).isNotEqualTo(digest);
    String same = Studies.METHODS + Studies.TASKS;
    assertThat(digest(Studies.study(directory, 0.9, same), key)).isNotEqualTo(digest);
  }

  private static String digest(Study study, RunKey key) throws IOException {
    try (StudyExecutor executor = StudyExecutor.open(study, ENGINE)) {
      assertThat(executor.digest(new RunKey("target", "free", "a", 4))).isEmpty();
      return executor.digest(key).orElseThrow();
    }
  }

  @Test
  void cancelledExecutorMakesNoRuns() throws IOException {
    Study study = Studies.tiny(directory);
    try (StudyExecutor executor = StudyExecutor.open(study, ENGINE)) {
      executor.cancel();
      assertThatThrownBy(() -> executor.execute(new RunKey("target", "free", "a", 3)))
          .isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void promptThatLeavesNoRoomIsToldBeforeAnyRun() throws IOException {
    Study study =
        Studies.study(directory, 0.8, Studies.METHODS + Studies.TASKS + "limits: {context: 4}\n");
    assertThatThrownBy(() -> StudyExecutor.open(study, ENGINE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tiny.yaml: task free: item a has a prompt of")
        .hasMessageContaining("expected 1 to 3");
  }

  @Test
  void contextThatModelsDoNotHoldIsTold() throws IOException {
    Study study =
        Studies.study(
            directory, 0.8, Studies.METHODS + Studies.TASKS + "limits: {context: 999999}\n");
    assertThatThrownBy(() -> StudyExecutor.open(study, ENGINE))
        .hasMessageContaining("limits.context is 999999, expected at most");
  }
}
