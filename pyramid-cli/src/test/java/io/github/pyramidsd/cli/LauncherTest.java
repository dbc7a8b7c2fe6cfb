package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a copy of the launcher in a directory of its own, with JDKs and a Maven that only pretend.
 */
class LauncherTest {

  private static final Path SHELL = Path.of("/bin/sh");
  private static final List<String> TOOLS =
      List.of(
          "cat",
          "dirname",
          "find",
          "grep",
          "head",
          "ln",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "tail",
          "uname");

  private record Result(int code, String out, String err) {}

  @TempDir private Path directory;
  private Path root = Path.of("");
  private Path tools = Path.of("");
  private final Map<String, String> variables = new HashMap<>();

  @BeforeEach
  void copyLauncher() throws IOException {
    Path launcher = Path.of("..", "pyramid").toAbsolutePath();
    assumeTrue(Files.exists(SHELL) && Files.exists(launcher));
    root = Files.createDirectory(directory.resolve("pro ject")); // a blank in the path
    Files.copy(launcher, root.resolve("pyramid"));
    Files.createFile(root.resolve("pom.xml"));
    for (String module : List.of("decoding", "engine", "models", "evaluation", "cli", "spark")) {
      Files.createDirectory(root.resolve("pyramid-" + module));
    }
    tools = Files.createDirectory(directory.resolve("tools"));
    for (String tool : TOOLS) {
      Optional<Path> found =
          Stream.of("/bin", "/usr/bin")
              .map(bin -> Path.of(bin, tool))
              .filter(Files::exists)
              .findFirst();
      assumeTrue(found.isPresent());
      Files.createSymbolicLink(tools.resolve(tool), found.orElseThrow());
    }
  }

  @Test
  void withoutJdkItSaysWhatToInstall() throws IOException, InterruptedException {
    jdk("old", "17.0.15");
    Result result = launch(root.resolve("pyramid"), "old");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("pyramid: no JDK 25 or later found: install one");
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void withoutMavenItSaysWhatToInstall() throws IOException, InterruptedException {
    jdk("new", "25.0.3");
    Result result = launch(root.resolve("pyramid"), "new");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("pyramid: Maven is needed to build: install Maven 3.8 or later\n");
  }

  @Test
  void itBuildsOnceAndStartsTheOldestJdkThatWillDo() throws IOException, InterruptedException {
    jdk("a26", "26");
    jdk("b25", "25.0.3");
    jdk("c17", "17.0.15");
    script(tools.resolve("mvn"), "exit 0");
    Result first = launch(root.resolve("pyramid"), "a26 b25 c17", "generate", "two words");
    assertThat(first.err()).isEqualTo("Building PyramidSD (first use, about a minute) ...\n");
    assertThat(first.code()).isZero();
    assertThat(first.out())
        .contains("b25/bin/java")
        .contains("[--add-modules] [jdk.incubator.vector]")
        .endsWith("[io.github.pyramidsd.cli.Main] [generate] [two words]\n");
    Path link = Files.createSymbolicLink(directory.resolve("link"), root.resolve("pyramid"));
    Result second = launch(link, "a26 b25 c17", "doctor");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).endsWith("[io.github.pyramidsd.cli.Main] [doctor]\n");
  }

  @Test
  void onlyWithSparkAmongTheArgumentsItBuildsAndLoadsSpark()
      throws IOException, InterruptedException {
    jdk("new", "25");
    script(tools.resolve("mvn"), "printf '%s\\n' \"$*\" >>\"$PWD/calls\"");
    Result without = launch(root.resolve("pyramid"), "new", "batch", "in", "--output", "out");
    assertThat(without.out()).doesNotContain("spark");
    Result with = launch(root.resolve("pyramid"), "new", "batch", "in", "--spark", "local[2]");
    assertThat(with.err()).startsWith("Building PyramidSD for Spark (first use, fetches Spark");
    assertThat(with.out())
        .contains(
            "pyramid-spark/target/app/*:" + root.toRealPath() + "/pyramid-spark/target/spark/*")
        .doesNotContain("pyramid-cli/target");
    assertThat(launch(root.resolve("pyramid"), "new", "batch", "--spark=local").err()).isEmpty();
    assertThat(Files.readAllLines(root.resolve("calls")))
        .satisfiesExactly(
            call -> assertThat(call).contains("-pl pyramid-cli -am package"),
            call -> assertThat(call).contains("-pl pyramid-spark -am package"));
  }

  @Test
  void anExportedCdpathDoesNotLeadItAstray() throws IOException, InterruptedException {
    jdk("new", "25");
    script(tools.resolve("mvn"), "exit 0");
    Files.createDirectories(directory.resolve("elsewhere").resolve("pro ject"));
    variables.put("CDPATH", directory.resolve("elsewhere") + ":" + directory);
    Result result = launch(Path.of("pro ject", "pyramid"), "new", "doctor");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).endsWith("[io.github.pyramidsd.cli.Main] [doctor]\n");
  }

  @Test
  void theLockOfAKilledBuildIsBrokenWithoutPs() throws IOException, InterruptedException {
    jdk("new", "25");
    script(tools.resolve("mvn"), "kill -9 $PPID; exit 1"); // the launcher's shell, as it builds
    Result killed = launch(root.resolve("pyramid"), "new", "doctor");
    assertThat(killed.code()).isNotZero();
    script(tools.resolve("mvn"), "exit 0");
    Result next = launch(root.resolve("pyramid"), "new", "doctor");
    assertThat(next.code()).as(next.err()).isZero();
  }

  @Test
  void aBuildWaitsForOneThatIsAtWork() throws IOException, InterruptedException {
    jdk("new", "25");
    script(tools.resolve("mvn"), "exit 0");
    Path built = Files.createDirectories(root.resolve("pyramid-cli").resolve("target"));
    Process owner = new ProcessBuilder("/bin/sh", "-c", "read line").start();
    Files.createSymbolicLink(built.resolve("build.owner"), Path.of("" + owner.pid()));
    // Until it is reaped, a killed process can be signalled: the launcher may wait more than once.
    script(tools.resolve("sleep"), "echo waited >&2; kill " + owner.pid() + " 2>&1 || true");
    Result result = launch(root.resolve("pyramid"), "new", "doctor");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).contains("waited");
  }

  @Test
  void aClosedStandardInputIsToldToTheProgram() throws IOException, InterruptedException {
    jdk("new", "25");
    script(tools.resolve("mvn"), "exit 0");
    assertThat(launch(root.resolve("pyramid"), "new", "doctor").out())
        .contains("[-Dpyramid.closed=]");
    Path closing = directory.resolve("closing");
    script(closing, "exec '" + root.resolve("pyramid") + "' \"$@\" <&-");
    Files.setPosixFilePermissions(
        root.resolve("pyramid"), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(launch(closing, "new", "doctor").out()).contains("[-Dpyramid.closed=0]");
  }

  @Test
  void aFailedBuildShowsItsLastLines() throws IOException, InterruptedException {
    jdk("new", "25");
    script(tools.resolve("mvn"), "echo something is missing; exit 1");
    Result result = launch(root.resolve("pyramid"), "new", "doctor");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines().toList())
        .hasSize(3)
        .contains("something is missing")
        .last()
        .asString()
        .startsWith("pyramid: the build failed, see ");
    assertThat(launch(root.resolve("pyramid"), "new", "doctor").code()).isEqualTo(1);
  }

  /** A JDK that prints how its java is called. */
  private void jdk(String name, String version) throws IOException {
    Path home = Files.createDirectory(directory.resolve(name));
    Path bin = Files.createDirectory(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(bin.resolve("javac"), "exit 1");
    script(bin.resolve("java"), "printf '%s' \"$0\"; for a; do printf ' [%s]' \"$a\"; done; echo");
  }

  /** Writes a script, in place of a link to a tool of the system, which must not be followed. */
  private static void script(Path file, String body) throws IOException {
    Files.deleteIfExists(file);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n", StandardOpenOption.CREATE_NEW);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result launch(Path launcher, String jdks, String... args)
      throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    List<String> command =
        Stream.concat(Stream.of(SHELL.toString(), launcher.toString()), Stream.of(args)).toList();
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(variables);
    environment.put("PATH", tools.toString());
    environment.put(
        "PYRAMID_JDK_PLACES",
        String.join(
            " ", Stream.of(jdks.split(" ")).map(j -> directory.resolve(j).toString()).toList()));
    Process process =
        builder
            .redirectInput(ProcessBuilder.Redirect.from(root.resolve("pom.xml").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Result(
        process.waitFor(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
