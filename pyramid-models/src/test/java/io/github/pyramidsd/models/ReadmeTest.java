package io.github.pyramidsd.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // it takes the place of System.out
class ReadmeTest {

  @Test
  void theSnippetOfTheReadmeIsTheOneThatTheBuildCompiles() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/io/github/pyramidsd/models/ReadmeExample.java"));
    String snippet = between(source, "// README begins\n", "\n    // README ends");
    assertThat(Files.readString(Path.of("../README.md")))
        .contains("```java\n" + snippet.stripIndent() + "\n```");
  }

  @Test
  void theSnippetOfTheReadmeRuns() throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      ReadmeExample.run();
    } finally {
      System.setOut(before);
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("tokens/s, MAX_TOKENS");
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }
}
