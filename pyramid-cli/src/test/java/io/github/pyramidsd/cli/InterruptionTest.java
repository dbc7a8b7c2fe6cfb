package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // it knows no signals
class InterruptionTest {

  private static final int SIGTERM_EXIT = 128 + 15;

  @TempDir private Path directory;

  @Test
  void aSignalEndsTheResponseAndPrintsItsStatistics() throws IOException, InterruptedException {
    Path err = directory.resolve("err");
    Process process =
        start(err, "generate", "--method=target", "--temperature=0", "-n=60", "--stats", "a");
    try (InputStream out = process.getInputStream()) {
      String first = new String(out.readNBytes(1), StandardCharsets.UTF_8);
      process.toHandle().destroy(); // as Ctrl-C does, but also where that is ignored
      String text = first + new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      assertThat("bcdefghijklmnopqrstuvwxyz").startsWith(text.strip());
      assertThat(text).endsWith("\n");
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(err)).contains("finish cancelled");
    assertThat(process.exitValue()).isEqualTo(SIGTERM_EXIT);
  }

  /** Closes an interruption when the JVM shuts down already. */
  static final class Closing {
    private Closing() {}

    public static void main(String[] args) {
      Interruption interruption = new Interruption();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    interruption.close();
                    Runtime.getRuntime().halt(7);
                  }));
    }
  }

  @Test
  void closingWhileTheJvmShutsDownIsNoError() throws IOException, InterruptedException {
    for (int i = 0; i < 5; i++) { // which hook comes first is left to the JVM
      Path err = directory.resolve("err");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Closing.class.getName())
              .redirectError(err.toFile())
              .start();
      assertThat(process.waitFor()).as(Files.readString(err)).isEqualTo(7);
    }
  }

  private static Process start(Path err, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(FakeMain.class.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(err.toFile()).start();
  }
}
