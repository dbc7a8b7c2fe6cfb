package io.github.pyramidsd.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {

  @TempDir private Path directory;
  private Parts parts = new Parts(Path.of("").toUri());

  @BeforeEach
  void prepare() throws IOException {
    parts = new Parts(directory.resolve("out.parts").toUri());
    parts.prepare();
  }

  @Test
  void whatIsNotCommittedDoesNotCount() throws IOException {
    try (Parts.Attempt attempt = parts.begin("job", 0, 1)) {
      attempt.write(line("a"));
      assertThat(parts.committed()).isEmpty();
    } // fails
    assertThat(names()).isEmpty();
    Parts.Attempt killed = parts.begin("job", 1, 2);
    killed.write(line("b"));
    assertThat(names()).hasSize(1);
    parts.prepare(); // the next driver
    assertThat(names()).isEmpty();
  }

  @Test
  void ofTwoAttemptsAtAPartitionOneCounts() throws IOException {
    try (Parts.Attempt first = parts.begin("job", 3, 10);
        Parts.Attempt second = parts.begin("job", 3, 11)) {
      first.write(line("a"));
      second.write(line("a"));
      second.write(line("b"));
      first.write(line("b"));
      second.commit();
      first.commit();
    }
    assertThat(parts.committed()).containsExactly("part-job-00003");
    assertThat(parts.read("part-job-00003")).containsExactly(line("a"), line("b"));
    assertThat(names()).containsExactly("part-job-00003"); // nothing else is left
  }

  @Test
  void jobsDoNotTakeEachOthersNames() throws IOException {
    for (String job : List.of("one", "two")) {
      try (Parts.Attempt attempt = parts.begin(job, 0, 0)) {
        attempt.write(line(job));
        attempt.commit();
      }
    }
    assertThat(parts.committed()).containsExactly("part-one-00000", "part-two-00000");
  }

  /** Somebody may have their parts in a directory that has other things in it. */
  @Test
  void nothingButTheirOwnIsTakenAway() throws IOException {
    Parts one = new Parts(directory.resolve("out.parts/one").toUri());
    Parts two = new Parts(directory.resolve("out.parts/two").toUri());
    Parts shared = new Parts(directory.resolve("shared/one").toUri());
    for (Parts each : List.of(one, two, shared)) {
      each.prepare();
    }
    one.delete();
    assertThat(names()).containsExactly("two");
    two.delete();
    shared.delete();
    assertThat(directory).isDirectoryNotContaining("glob:**/out.parts");
    assertThat(directory.resolve("shared")).isEmptyDirectory();
  }

  /** An executor that outlives its driver must not make anew what a later driver took away. */
  @Test
  void withoutItsDirectoryNoAttemptBegins() throws IOException {
    parts.delete();
    assertThatThrownBy(() -> parts.begin("job", 0, 0)).isInstanceOf(FileNotFoundException.class);
    assertThat(directory.resolve("out.parts")).doesNotExist();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("out.parts"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Parts.Line line(String unit) {
    return new Parts.Line(unit, "{\"line\":\"" + unit + "\u00e9\"}");
  }
}
