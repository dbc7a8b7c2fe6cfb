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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // it knows no SIGKILL
class ResumeTest {

  private static final int KILLS = Boolean.getBoolean("pyramid.exhaustive") ? 5 : 1;

  @TempDir private Path directory;

  /** Runs a study in a process of its own, which waits to be killed once so many runs are done. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      int runs = Integer.parseInt(args[2]);
      RunProgress progress =
          new RunProgress() {
            @Override
            public void onRun(RunResult result, int done, int total, Duration left) {
              if (done == runs) {
                System.out.println(done);
                LockSupport.park();
              }
            }
          };
      run(Path.of(args[0]), Path.of(args[1]), progress);
    }
  }

  private static List<RunResult> run(Path directory, Path file, RunProgress progress)
      throws IOException {
    Study study = Studies.tiny(directory);
    try (Engine engine = Engine.start(1, Engine.KernelChoice.AUTO);
        StudyExecutor executor = StudyExecutor.open(study, engine);
        ResultsFile results = ResultsFile.open(file, executor::digest, _ -> {})) {
      assertThat(new StudyRunner(executor, results, progress).run()).isTrue();
      return results.results();
    }
  }

  /** And until it is killed, its results are locked. */
  @Test
  void killedStudyHasEveryRunOnceAndTheSameNumbers() throws Exception {
    Path file = directory.resolve("results.jsonl");
    int runs = Studies.tiny(directory).runs();
    for (int kill = 1; kill <= KILLS; kill++) {
      int done = kill * runs / (KILLS + 1);
      Process child = start(file, done);
      try {
        assertThatThrownBy(() -> run(directory, file, RunProgress.NONE))
            .hasMessageContaining("is writing to it");
      } finally {
        child.destroyForcibly(); // SIGKILL
      }
      child.waitFor();
      assertThat(lines(file)).isEqualTo(done);
      String line = Files.readAllLines(file).getLast(); // and in the middle of the next
      Files.writeString(
          file, line.substring(0, line.length() * kill / (KILLS + 1)), StandardOpenOption.APPEND);
    }
    List<RunResult> resumed = run(directory, file, RunProgress.NONE);
    assertThat(resumed)
        .extracting(RunResult::key)
        .doesNotHaveDuplicates()
        .hasSize(runs)
        .containsExactlyInAnyOrderElementsOf(RunOrder.of(Studies.tiny(directory)));
    assertThat(lines(file)).isEqualTo(runs);
    Path whole = directory.resolve("whole.jsonl");
    assertThat(outcomes(resumed)).isEqualTo(outcomes(run(directory, whole, RunProgress.NONE)));
  }

  private static Map<RunKey, List<Object>> outcomes(List<RunResult> results) {
    return results.stream()
        .filter(result -> !result.key().configuration().startsWith("auto")) // goes by the clock
        .collect(Collectors.toMap(RunResult::key, ResumeTest::withoutTimes));
  }

  /** Starts a process and returns once so many runs are done, and no more will be. */
  private Process start(Path file, int runs) throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.toString(),
                file.toString(),
                Integer.toString(runs))
            .redirectError(directory.resolve("child.log").toFile())
            .start();
    assertThat(child.inputReader().readLine())
        .as("%s", Files.readString(directory.resolve("child.log")))
        .isEqualTo(Integer.toString(runs));
    return child;
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
