package io.github.pyramidsd.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.evaluation.result.ResultsFile;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // it knows no SIGKILL
class ResumeTest {

  private static final int KILLS = 3;
  private static final int PATIENCE_SECONDS = 120;

  @TempDir private Path directory;

  /** Runs a study in a process of its own, so that it can be killed. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      run(Path.of(args[0]), Path.of(args[1]));
    }
  }

  private static List<RunResult> run(Path directory, Path file) throws IOException {
    Study study = Studies.tiny(directory);
    try (Engine engine = Engine.start(1, Engine.KernelChoice.AUTO);
        StudyExecutor executor = StudyExecutor.open(study, engine);
        ResultsFile results = ResultsFile.open(file, executor::digest, _ -> {})) {
      assertThat(new StudyRunner(executor, results, RunProgress.NONE).run()).isTrue();
      return results.results();
    }
  }

  @Test
  void killedStudyHasEveryRunOnceAndTheSameNumbers() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path file = directory.resolve("results.jsonl");
    int runs = Studies.tiny(directory).runs();
    int kills = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      int lines = kill * runs / (KILLS + 1) + random.nextInt(3);
      Process child = start(file);
      try {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (child.isAlive() && lines(file) < lines && System.nanoTime() < deadline) {
          Thread.sleep(1);
        }
        Thread.sleep(random.nextInt(20)); // somewhere in a run, or in the middle of a line
        kills += child.isAlive() ? 1 : 0;
      } finally {
        child.destroyForcibly();
      }
      assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(kills).as("kills, seed %d", seed).isPositive();
    assertThat(lines(file)).as("lines when killed, seed %d", seed).isPositive();
    List<RunResult> resumed = run(directory, file);
    assertThat(resumed)
        .extracting(RunResult::key)
        .doesNotHaveDuplicates()
        .hasSize(runs)
        .containsExactlyInAnyOrderElementsOf(RunOrder.of(Studies.tiny(directory)));
    assertThat(lines(file)).isEqualTo(runs);
    assertThat(outcomes(resumed))
        .as("seed %d", seed)
        .isEqualTo(outcomes(run(directory, directory.resolve("whole.jsonl"))));
  }

  private static Map<RunKey, List<Object>> outcomes(List<RunResult> results) {
    return results.stream().collect(Collectors.toMap(RunResult::key, ResumeTest::withoutTimes));
  }

  @Test
  void runningStudyLocksItsResults() throws Exception {
    Path file = directory.resolve("results.jsonl");
    Studies.tiny(directory);
    Process child = start(file);
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (lines(file) < 1 && System.nanoTime() < deadline) {
        Thread.sleep(1);
      }
      assertThat(child.isAlive()).isTrue();
      assertThatThrownBy(() -> run(directory, file))
          .hasMessageContaining("another process is writing to it");
    } finally {
      child.destroyForcibly();
    }
  }

  private Process start(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            directory.toString(),
            file.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("child.log").toFile())
        .start();
  }

  private static int lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    int lines = 0;
    for (byte b : Files.readAllBytes(file)) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines;
  }

  /** What must not depend on when and where a run was made. */
  private static List<Object> withoutTimes(RunResult result) {
    return List.of(
        result.study(),
        result.tokenIds(),
        result.text(),
        result.scores(),
        result.finishReason(),
        String.valueOf(result.deviationBound()),
        result.levels().stream()
            .map(
                level ->
                    List.of(
                        level.level(),
                        level.passes(),
                        level.tokensForwarded(),
                        level.proposed(),
                        level.accepted(),
                        level.entropySum(),
                        level.entropyHistogram(),
                        level.verifiedAt(),
                        level.acceptedAt()))
            .toList());
  }
}
