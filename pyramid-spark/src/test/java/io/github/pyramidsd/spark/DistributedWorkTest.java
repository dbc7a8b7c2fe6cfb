package io.github.pyramidsd.spark;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The executor is this JVM, so what its tasks do can be seen here. */
@ResourceLock("the session of Spark, of which a JVM has one")
class DistributedWorkTest {

  private static final int TASK_FAILURES = 3;
  private static final List<String> UNITS =
      IntStream.range(0, 50).mapToObj(i -> "\"unit %d\"".formatted(i)).toList();

  private static @Nullable SparkSession spark;

  @TempDir private Path directory;

  /** Units that were done, as often as they were. */
  private static final List<String> DONE = new CopyOnWriteArrayList<>();

  /** Units at which tasks fail. */
  private static final Set<String> BAD = ConcurrentHashMap.newKeySet();

  /** Upper case. */
  private record Shout(boolean forgives) implements Work {
    @Override
    public String key() {
      return "shout" + forgives;
    }

    @Override
    public Worker open() {
      return new Worker() {
        @Override
        public String line(String unit) throws IOException {
          if (forgives ? BAD.remove(unit) : BAD.contains(unit)) {
            throw new IOException("line 7: " + unit + " is bad");
          }
          DONE.add(unit);
          return unit.toUpperCase(Locale.ROOT);
        }

        @Override
        public void close() {}
      };
    }
  }

  @BeforeAll
  static void connect() throws IOException {
    spark = Master.connect("local[2, %d]".formatted(TASK_FAILURES), "test");
  }

  @AfterAll
  static void disconnect() {
    requireNonNull(spark).stop();
  }

  @BeforeEach
  void forget() {
    DONE.clear();
    BAD.clear();
  }

  @Test
  void aFailedTaskIsDoneAgainAndItsFirstHalfDoesNotCountTwice() throws IOException {
    BAD.addAll(List.of("\"unit 3\"", "\"unit 20\"", "\"unit 49\""));
    List<String> lines = new ArrayList<>();
    run(new Shout(true), lines);
    assertThat(lines).isEqualTo(UNITS.stream().map(unit -> unit.toUpperCase(Locale.ROOT)).toList());
    assertThat(DONE).contains(UNITS.toArray(String[]::new)).hasSizeGreaterThan(50);
  }

  @Test
  void whatWasCommittedBeforeAJobFailedIsNotDoneAgain() throws IOException {
    BAD.add("\"unit 40\"");
    List<String> lines = new ArrayList<>();
    assertThatThrownBy(() -> run(new Shout(false), lines))
        .isInstanceOf(IOException.class)
        .hasMessage("Spark gave up: line 7: \"unit 40\" is bad");
    Set<String> before = Set.copyOf(DONE);
    int committed = committed();
    assertThat(committed).isBetween(1, 49);
    forget();
    lines.clear();
    run(new Shout(false), lines);
    assertThat(lines).hasSize(50).doesNotHaveDuplicates();
    assertThat(DONE).doesNotHaveDuplicates().hasSize(50 - committed).contains("\"unit 40\"");
    assertThat(before).hasSizeGreaterThanOrEqualTo(committed);
  }

  @Test
  void aSinkThatFailsEndsTheJobAndLosesNothing() throws IOException {
    assertThatThrownBy(
            () ->
                new DistributedWork(new Shout(true), parts())
                    .run(
                        context(),
                        UNITS,
                        _ -> {
                          throw new IOException("disk full");
                        }))
        .hasMessage("disk full");
    List<String> lines = new ArrayList<>();
    run(new Shout(true), lines);
    assertThat(lines).hasSize(50);
  }

  @Test
  void partitionsAreManyAndSmall() {
    assertThat(DistributedWork.partitions(3, 8)).isEqualTo(3);
    assertThat(DistributedWork.partitions(100, 4)).isEqualTo(16);
    assertThat(DistributedWork.partitions(10_000, 4)).isEqualTo(625);
  }

  private void run(Work work, List<String> lines) throws IOException {
    new DistributedWork(work, parts()).run(context(), UNITS, line -> lines.add(line.text()));
  }

  private int committed() throws IOException {
    int lines = 0;
    for (String name : parts().committed()) {
      lines += parts().read(name).size();
    }
    return lines;
  }

  private Parts parts() throws IOException {
    return new Parts(Files.createDirectories(directory.resolve("parts")).toUri());
  }

  private static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(requireNonNull(spark).sparkContext());
  }
}
