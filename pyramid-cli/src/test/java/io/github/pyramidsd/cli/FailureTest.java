package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {

  @TempDir private Path directory;

  @Test
  void anUnreadableModelIsOneLineAndExitCodeOne() {
    Cli cli = new Cli();
    Cli.Result result =
        cli.run("generate", "--target", "target", "--draft", "broken", "--method", "sd", "x");
    assertThat(result)
        .isEqualTo(new Cli.Result(1, "", "pyramid: broken: not a GGUF file\\nat offset 0\n"));
    assertThat(cli.opened()).allMatch(FakeModel::isClosed);
  }

  @Test
  void verboseShowsWhereAnErrorComesFrom() {
    assertThat(new Cli().run("score", "--verbose", "--model", "broken", "--tokens", "1").err())
        .startsWith("pyramid: broken: not a GGUF file")
        .contains("\tat io.github.pyramidsd.cli");
  }

  @Test
  void lackOfMemoryComesWithAdvice() {
    Cli.Result result = new Cli().run("score", "--model", "huge", "--tokens", "1");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("pyramid: out of memory (Java heap space): ")
        .contains("PYRAMID_JAVA_OPTS=-Xmx");
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void aBugIsCalledAnInternalError() {
    Cli.Result result = new Cli().run("score", "--model", "bug", "--tokens", "1");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "pyramid: internal error: java.lang.NullPointerException: oops; --verbose shows where\n");
  }

  @Test
  void aPromptLongerThanTheContextIsNamed() {
    Cli.Result result = new Cli().run("generate", "x".repeat(FakeModel.CONTEXT));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("pyramid: the prompt has 64 tokens, but the context holds 64");
  }

  @Test
  void aMissingPromptFileIsNamed() {
    assertThat(new Cli().run("generate", "--prompt-file", "/no/such"))
        .isEqualTo(new Cli.Result(1, "", "pyramid: /no/such: no such file\n"));
  }

  @Test
  void aPromptFileThatIsNotUtf8IsNamedWithTheOffset() throws IOException {
    Path file = Files.write(directory.resolve("latin1"), new byte[] {'a', 'b', (byte) 0xE9, 'c'});
    Cli.Result result = new Cli().run("generate", "--prompt-file", file.toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains(file + ":1: not UTF-8").contains("offset 2");
  }

  @Test
  void standardInputThatIsNotUtf8IsNamedWithTheOffset() {
    Cli.Result result = new Cli().input(new byte[] {(byte) 0xFF}).run("generate");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("standard input:1: not UTF-8").contains("offset 0");
  }

  @Test
  void aMissingModelNamesTheEmbeddedOnes() {
    Cli.Result result = new Cli().run("inspect", "no-such-model");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "pyramid: no-such-model: no such file, nor an embedded model"
                + " (java-draft, java-qualifier, java-target)\n");
  }

  @Test
  void aReaderThatHasReadEnoughIsNoFailure() {
    assertThat(new Cli().out(failing("Broken pipe")).run("generate", "abc"))
        .isEqualTo(new Cli.Result(0, "", ""));
    assertThat(new Cli().out(failing("Broken pipe")).run("generate", "--help"))
        .isEqualTo(new Cli.Result(0, "", ""));
  }

  @Test
  void anOutputThatCannotBeWrittenIsAFailure() {
    Cli.Result result = new Cli().out(failing("No space left on device")).run("generate", "abc");
    assertThat(result)
        .isEqualTo(
            new Cli.Result(
                1, "", "pyramid: cannot write to standard output: No space left on device\n"));
  }

  @Test
  void tooManyTokensToScoreAreNamed() {
    String tokens = String.join(",", Arrays.stream(new int[65]).mapToObj(String::valueOf).toList());
    Cli.Result result = new Cli().run("score", "--model", "target", "--tokens", tokens);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("65 tokens to score, but target was made for at most 64");
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
