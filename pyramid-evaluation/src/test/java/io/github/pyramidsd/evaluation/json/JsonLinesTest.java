package io.github.pyramidsd.evaluation.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JsonLinesTest {

  private static final String LINE = "{\"id\":\"a\",\"request\":\"r\",\"text\":\"é\"}";

  @TempDir private Path directory;
  private final List<String> notes = new ArrayList<>();

  /** Records with a certain digest. */
  private static final class Ours implements JsonLines.Records {
    @Override
    public void take(String line) {
      if (!"r".equals(Json.read(line).path("request").asString(""))) {
        throw new IllegalArgumentException("is not ours");
      }
    }

    @Override
    public String start() {
      return "{\"id\":\"";
    }

    @Override
    public boolean owns(Map<String, JsonNode> fields) {
      JsonNode request = fields.get("request");
      return request != null && request.asString("").equals("r");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all that I ever wrote",
        "{\"prompt\": \"mine\"}",
        "{",
        "{\"id\":\"a\",\"request\":\"other\",\"te",
        "mine\n",
        LINE + "\nmy own notes",
        LINE + "\n{\"mine\": 1}",
        LINE + "\n{\"id\":\"b\",\"request\":\"other\"}\n",
      })
  void whatIsNotOursIsRefusedAndLeftAsItIs(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), content);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("file:");
    assertThat(file).hasContent(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", LINE + "\n", LINE + "\n{\"id", "{\"id\":\"a\",\"request\":\"r\",\"te"})
  void openingChangesNothingAndAppendingCutsWhatIsTorn(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), content);
    open(file).close();
    assertThat(Files.readString(file)).isEqualTo(content);
    try (JsonLines lines = open(file)) {
      lines.append(LINE);
      lines.append(LINE);
    }
    String whole = content.substring(0, content.lastIndexOf('\n') + 1);
    assertThat(Files.readString(file)).isEqualTo(whole + LINE + "\n" + LINE + "\n");
    assertThat(notes).hasSize(whole.equals(content) ? 0 : 1);
  }

  @Test
  void aDirectoryAndAMissingOneAreNamed() {
    assertThatThrownBy(() -> open(directory))
        .hasMessageContaining("is a directory, expected a file");
    assertThatThrownBy(() -> open(directory.resolve("no").resolve("file")))
        .hasMessageContaining("there is no directory");
  }

  @Test
  @EnabledIf("hasFull")
  void aFullDeviceIsToldAsWhatItIs() throws IOException {
    try (JsonLines full = open(Path.of("/dev/full"))) {
      assertThat(full.isResumable()).isFalse();
      assertThatThrownBy(() -> full.append(LINE))
          .hasMessageStartingWith("/dev/full: cannot be written: ");
    }
  }

  @Test
  @EnabledIf("hasFull")
  void aPipeIsWrittenToAndNotRead() throws IOException, InterruptedException {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process reader = new ProcessBuilder("cat", pipe.toString()).start();
    try (JsonLines lines = open(pipe)) {
      lines.append(LINE);
    }
    assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(LINE + "\n");
  }

  static boolean hasFull() {
    return Files.exists(Path.of("/dev/full"));
  }

  private JsonLines open(Path file) throws IOException {
    return JsonLines.open(file, new Ours(), notes::add);
  }
}
