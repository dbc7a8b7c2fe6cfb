package io.github.pyramidsd.evaluation.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {

  private static final String STUDY = "0123456789abcdef";

  @TempDir private Path directory;
  private final List<String> notes = new ArrayList<>();
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = directory.resolve("results.jsonl");
  }

  private ResultsFile open() throws IOException {
    return ResultsFile.open(file, _ -> Optional.of(STUDY), notes::add);
  }

  private static RunResult result(long seed) {
    LevelResult level =
        new LevelResult(
            "target",
            "t",
            3,
            9,
            8,
            5,
            2,
            1,
            8,
            0.25,
            0.5,
            Double.NaN,
            7.5,
            List.of(1L, 2L),
            List.of(3L),
            List.of(2L));
    return new RunResult(
        new RunKey("psd-a tau-t=0.5", "csqa", "ü\n1", seed),
        STUDY,
        7,
        8,
        "max-tokens",
        0.1,
        0.2,
        0.15,
        0.3,
        null,
        Map.of("correct", 1.0, "perplexity", Double.POSITIVE_INFINITY),
        List.of(level),
        1L << 40,
        "a \"text\"\u2028\n",
        List.of(1, 2, 3));
  }

  private void write(long... seeds) throws IOException {
    try (ResultsFile results = open()) {
      for (long seed : seeds) {
        results.append(result(seed));
      }
    }
  }

  private void add(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  @Test
  void whatIsWrittenIsReadAgainAndNumbersThatAreNotFiniteAreNull() throws IOException {
    write(1, 2);
    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(Files.readString(file)).contains("\"savedRejections\":null").doesNotContain("NaN");
    try (ResultsFile again = open()) {
      RunResult first = again.results().getFirst();
      assertThat(first.scores()).isEqualTo(Map.of("correct", 1.0));
      assertThat(first.levels()).isEqualTo(result(1).levels());
      assertThat(first.key()).isEqualTo(result(1).key());
      assertThat(first.text()).isEqualTo(result(1).text());
      assertThat(first.deviationBound()).isNull();
      assertThat(again.results()).hasSize(2);
      assertThat(again.contains(result(2).key())).isTrue();
      assertThat(again.contains(result(3).key())).isFalse();
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void unfinishedLastLineIsCutOffWithANoteWhereverItWasTorn() throws IOException {
    write(1, 2);
    byte[] whole = Files.readAllBytes(file);
    int second = Files.readString(file).indexOf('\n') + 1;
    int start =
        new String(whole, StandardCharsets.UTF_8)
            .substring(0, second)
            .getBytes(StandardCharsets.UTF_8)
            .length;
    for (int end = start + 1; end < whole.length; end += 7) {
      notes.clear();
      Files.write(file, Arrays.copyOf(whole, end));
      try (ResultsFile results = open()) {
        assertThat(results.results()).extracting(r -> r.key().seed()).containsExactly(1L);
        results.append(result(3));
      }
      assertThat(notes).hasSize(1).first().asString().contains("line 2 was not finished");
      try (ResultsFile results = open()) {
        assertThat(results.results()).extracting(r -> r.key().seed()).containsExactly(1L, 3L);
      }
    }
  }

  @Test
  void malformedLineIsToldWithItsNumberAndNothingIsChanged() throws IOException {
    write(1);
    add("{\"key\": 3}\n");
    String before = Files.readString(file);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("results.jsonl:2: not the JSON of a run");
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void lineThatLacksSomethingIsMalformed() throws IOException {
    write(1);
    add(Json.write(result(2)).replaceFirst("\"tokens\":8,", "") + "\n");
    assertThatThrownBy(this::open).hasMessageContaining(":2: not the JSON of a run");
  }

  @Test
  void runThatComesTwiceIsTold() throws IOException {
    write(1, 2);
    add(Json.write(result(1)) + "\n");
    assertThatThrownBy(this::open).hasMessageContaining(":3: repeats RunKey[configuration=psd-a");
  }

  @Test
  void lineOfAnotherStudyIsTold() throws IOException {
    write(1);
    assertThatThrownBy(() -> ResultsFile.open(file, _ -> Optional.of("other"), notes::add))
        .hasMessageContaining(":1: of another study")
        .hasMessageContaining("models, knobs, sampling, task or limits were different");
    assertThatThrownBy(() -> ResultsFile.open(file, _ -> Optional.empty(), notes::add))
        .hasMessageContaining(":1: of another study")
        .hasMessageContaining("this one has no such run");
  }

  @Test
  void runIsWrittenOnceAndOfThisStudyOnly() throws IOException {
    try (ResultsFile results = open()) {
      results.append(result(1));
      assertThatThrownBy(() -> results.append(result(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (ResultsFile results =
        ResultsFile.open(directory.resolve("other"), _ -> Optional.empty(), notes::add)) {
      assertThatThrownBy(() -> results.append(result(2)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void fileIsOpenOnlyOnce() throws IOException {
    try (ResultsFile first = open()) {
      first.append(result(1));
      assertThatThrownBy(this::open).hasMessageContaining("another process");
    }
    open().close();
  }
}
