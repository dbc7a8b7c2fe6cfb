package io.github.pyramidsd.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.evaluation.result.LevelResult;
import io.github.pyramidsd.evaluation.result.ResultsFile;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.run.RunDistributor;
import io.github.pyramidsd.evaluation.run.RunProgress;
import io.github.pyramidsd.evaluation.run.StudyExecutor;
import io.github.pyramidsd.evaluation.run.StudyRunner;
import io.github.pyramidsd.evaluation.study.Study;
import io.github.pyramidsd.evaluation.study.StudyReader;
import io.github.pyramidsd.evaluation.study.StudySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("the session of Spark, of which a JVM has one")
class EvaluationJobTest {

  private static final String STUDY =
      """
      name: tiny
      models: {family: embedded}
      sampling: {temperature: 0.8}
      warm-up: 1
      methods:
        - method: target
        - method: sd
        - {method: psd-f, tau-q: [0.3, 0.5]}
        - method: psd-a
        - method: auto
      tasks:
        - {kind: free, data: prompts.jsonl, max-tokens: 16}
      seeds: [3, 5]
      """;
  private static final String PROMPTS =
      """
      {"id": "a", "prompt": "public int size() {"}
      {"id": "b", "prompt": "package a;\\n\\nimport java"}
      {"id": "c", "prompt": "for (int i = 0; i < "}
      """;

  @TempDir private Path directory;

  @Test
  void sparkMakesTheRowsOfASingleProcess() throws IOException {
    Files.writeString(directory.resolve("prompts.jsonl"), PROMPTS);
    Files.writeString(directory.resolve("tiny.yaml"), STUDY);
    Study study = StudyReader.read(StudySource.of(directory.resolve("tiny.yaml")));
    try (Engine engine = Engine.start(1, KernelChoice.AUTO);
        StudyExecutor executor = StudyExecutor.open(study, engine)) {
      List<RunResult> alone;
      try (ResultsFile file = open("alone.jsonl", executor)) {
        new StudyRunner(executor, file, RunProgress.NONE).run();
        alone = file.results();
      }
      assertThat(alone).hasSize(study.runs()).hasSize(36);
      try (ResultsFile file = open("spark.jsonl", executor)) {
        file.append(alone.get(0)); // some are there already
        file.append(alone.get(1));
        List<Integer> done = distribute(study, file);
        assertThat(done).isEqualTo(IntStream.rangeClosed(3, 36).boxed().toList());
      }
      try (ResultsFile file = open("spark.jsonl", executor)) { // as it is read again
        assertThat(file.results().stream().map(RunResult::key))
            .containsExactlyElementsOf(alone.stream().map(RunResult::key).toList());
        assertThat(withoutTimes(file.results())).isEqualTo(withoutTimes(alone));
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(file -> file.toString().contains(".parts"))).isEmpty();
    }
  }

  /** How many runs were done, as it was told. */
  private static List<Integer> distribute(Study study, ResultsFile file) throws IOException {
    List<Integer> told = new ArrayList<>();
    RunProgress progress =
        new RunProgress() {
          @Override
          public void onRun(RunResult result, int done, int total, Duration left) {
            assertThat(total).isEqualTo(36);
            told.add(done);
          }
        };
    List<RunKey> missing = StudyRunner.missing(study, file);
    RunDistributor.find().distribute("local[2]", study.source(), 1, missing, file, progress);
    return told;
  }

  private ResultsFile open(String name, StudyExecutor executor) throws IOException {
    return ResultsFile.open(directory.resolve(name), executor::digest, _ -> {});
  }

  /** All that does not depend on how fast, and where, a run was made. */
  private static List<RunResult> withoutTimes(List<RunResult> results) {
    return results.stream()
        .filter(result -> !result.key().configuration().startsWith("auto")) // goes by the clock
        .map(EvaluationJobTest::withoutTimes)
        .toList();
  }

  private static RunResult withoutTimes(RunResult r) {
    return new RunResult(
        r.key(),
        r.study(),
        r.promptTokens(),
        r.tokens(),
        r.finishReason(),
        0,
        0,
        0,
        0,
        r.deviationBound(),
        r.scores(),
        r.levels().stream().map(EvaluationJobTest::withoutTime).toList(),
        0,
        r.text(),
        r.tokenIds());
  }

  private static LevelResult withoutTime(LevelResult l) {
    return new LevelResult(
        l.level(),
        l.model(),
        l.passes(),
        l.tokensForwarded(),
        l.proposed(),
        l.accepted(),
        l.replaced(),
        l.bonus(),
        l.emitted(),
        0,
        l.deviation(),
        l.savedRejections(),
        l.entropySum(),
        l.entropyHistogram(),
        l.verifiedAt(),
        l.acceptedAt());
  }
}
