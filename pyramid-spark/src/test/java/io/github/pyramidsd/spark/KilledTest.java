package io.github.pyramidsd.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.cli.Main;
import io.github.pyramidsd.evaluation.batch.Completion;
import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command in processes of its own, which are killed with SIGKILL. */
@DisabledOnOs(OS.WINDOWS) // Spark's executors need more there
class KilledTest {

  private static final int PROMPTS = 40;
  private static final int PATIENCE_SECONDS = 600;

  /** What a completion says, times aside. */
  private record Row(String id, int line, String text, List<Integer> tokens, long seed) {}

  @TempDir private static Path directory = Path.of("");
  private static List<Row> alone = List.of();

  @BeforeAll
  static void completeInASingleProcess() throws IOException, InterruptedException {
    String prompts =
        IntStream.range(0, PROMPTS)
            .mapToObj("{\"prompt\": \"public int size%d() {\\\\n\"}%n"::formatted)
            .collect(Collectors.joining());
    Files.writeString(directory.resolve("prompts.jsonl"), prompts);
    run("alone");
    alone = rows("alone");
    assertThat(alone).hasSize(PROMPTS);
  }

  @Test
  @Tag("exhaustive") // a cluster of processes; the driver's death is tested always
  void aKilledExecutorLosesNothing() throws IOException, InterruptedException {
    Process driver = start("executor", "--spark", "local-cluster[2,1,1024]");
    try {
      await(driver, "executor", 1);
      List<ProcessHandle> executors = driver.children().filter(KilledTest::isJava).toList();
      assertThat(executors).hasSize(2);
      executors.getFirst().destroyForcibly();
      assertThat(parts("executor")).hasSizeLessThan(DistributedWork.partitions(PROMPTS, 2));
      assertThat(driver.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(executors.getFirst().isAlive()).isFalse();
    } finally {
      kill(driver);
    }
    assertThat(driver.exitValue()).as(log("executor")).isZero();
    assertThat(log("executor")).contains("Lost executor");
    assertThat(rows("executor")).isEqualTo(alone);
  }

  @Test
  void whatWasCommittedBeforeTheDriverWasKilledIsNotMadeAgain()
      throws IOException, InterruptedException {
    Process driver = start("driver", "--spark", "local[2]");
    try {
      await(driver, "driver", 2);
    } finally {
      kill(driver);
    }
    List<String> committed = new ArrayList<>(); // with their times, which would change
    for (Path part : parts("driver")) {
      Files.readAllLines(part)
          .forEach(line -> committed.add(line.substring(line.indexOf('\t') + 1)));
    }
    assertThat(committed).hasSizeBetween(2, PROMPTS - 1);
    run("driver", "--spark", "local[2]");
    assertThat(Files.readAllLines(output("driver"))).containsAll(committed);
    assertThat(rows("driver")).isEqualTo(alone);
  }

  /** Waits for some partitions to be committed. */
  private static void await(Process driver, String name, int partitions)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (parts(name).size() < partitions) {
      assertThat(driver.isAlive()).as(log(name)).isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  private static void kill(Process driver) throws InterruptedException {
    List<ProcessHandle> children = driver.descendants().toList();
    driver.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    driver.waitFor();
  }

  /** The partitions that are committed. */
  private static List<Path> parts(String name) throws IOException {
    Path parts = directory.resolve(name + ".jsonl.parts");
    if (!Files.exists(parts)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(parts)) {
      return files.filter(file -> file.getFileName().toString().startsWith("part-")).toList();
    }
  }

  private static void run(String name, String... options) throws IOException, InterruptedException {
    Process process = start(name, options);
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      kill(process);
    }
    assertThat(process.exitValue()).as(log(name)).isZero();
  }

  /**
   * Starts the command; there is no Spark installation, so executors are told where classes are.
   */
  private static Process start(String name, String... options) throws IOException {
    Path home = Files.createDirectories(directory.resolve("spark-home"));
    Files.createDirectories(home.resolve("jars"));
    String classes = System.getProperty("java.class.path");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-Dspark.executor.extraClassPath=" + classes,
                "-Dpyramid.cache=" + directory.resolve("cache"),
                "-cp",
                classes,
                Main.class.getName(),
                "batch",
                "prompts.jsonl",
                "--output=" + name + ".jsonl"));
    command.addAll(List.of("--method=psd-e", "--seed=7", "-n=16", "--ignore-eos", "--threads=1"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".log").toFile()))
        .start();
  }

  /** The driver starts no other Java than executors; their arguments are too long to be known. */
  private static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("java")).isPresent();
  }

  private static String log(String name) throws IOException {
    return Files.readString(directory.resolve(name + ".log"));
  }

  private static List<Row> rows(String name) throws IOException {
    return Files.readAllLines(output(name)).stream()
        .map(line -> Json.read(line, Completion.class))
        .map(KilledTest::row)
        .toList();
  }

  private static Row row(Completion c) {
    return new Row(c.id(), c.line(), c.text(), c.tokens(), Objects.requireNonNull(c.seed()));
  }

  private static Path output(String name) {
    return directory.resolve(name + ".jsonl");
  }
}
