package io.github.pyramidsd.evaluation.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.decoding.decode.GenerateOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptReaderTest {

  private static final String GOOD = "{\"prompt\": \"good\"}\n";

  @TempDir private Path directory;

  @Test
  void aLineSaysWhatIsDifferentForItsPrompt() throws IOException {
    List<Prompt> prompts =
        read(
            """
            {"prompt": "one", "reference": "the user's own"}

            {"id": "b", "prompt": "two", "maxTokens": 5, "seed": 9, "temperature": 0.5, "topK": 3,
            """
                    .stripTrailing()
                + " \"topP\": 0.5, \"minP\": 0.1, \"repeatPenalty\": 1.5, \"stop\": [\"x\", \"y\"],"
                + " \"ignoreEos\": true}\n"
                + "{\"id\": 7, \"prompt\": \"three\", \"stop\": \"z\"}");
    assertThat(prompts).extracting(Prompt::id).containsExactly("1", "b", "7");
    assertThat(prompts).extracting(Prompt::line).containsExactly(1, 3, 4);
    GenerateOptions base = GenerateOptions.builder().seed(3).build();
    assertThat(prompts.get(0).options().over(base, "1"))
        .hasToString(base.toBuilder().seed(PromptSeed.of(3, "1")).build().toString());
    assertThat(prompts.get(0).options().over(GenerateOptions.DEFAULT, "1"))
        .as("no seed is made up")
        .hasToString(GenerateOptions.DEFAULT.toString());
    GenerateOptions own = prompts.get(1).options().over(base, "b");
    assertThat(own.maxTokens()).isEqualTo(5);
    assertThat(own.seed()).hasValue(9);
    assertThat(own.stopStrings()).containsExactly("x", "y");
    assertThat(own.ignoreEnd()).isTrue();
    assertThat(own.sampling().toString())
        .contains("temperature=0.5", "top-k=3", "top-p=0.5", "min-p=0.1", "repeat-penalty=1.5");
    assertThat(prompts.get(2).options().stop()).containsExactly("z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"prompt": "a"                       | not JSON
          {"prompt": "a"} x                    | not JSON
          ["a"]                                | expected an object with a text "prompt"
          {"id": "a"}                          | expected an object with a text "prompt"
          {"prompt": 5}                        | "prompt" is 5, expected a text
          {"prompt": "a", "max_tokens": 5}     | "max_tokens" means nothing, did you mean "maxTokens"?
          {"prompt": "a", "Seed": 5}           | "Seed" means nothing, did you mean "seed"?
          {"prompt": "a", "maxTokens": "5"}    | "maxTokens" is "5", expected a whole number
          {"prompt": "a", "maxTokens": 0}      | max-tokens is 0, expected 1 or more
          {"prompt": "a", "maxTokens": 99999999999} | "maxTokens" is 99999999999, expected a whole number
          {"prompt": "a", "seed": 1.5}         | "seed" is 1.5, expected a whole number
          {"prompt": "a", "topP": 2}           | top-p is 2.0, expected more than 0, up to 1 (all)
          {"prompt": "a", "stop": [1]}         | "stop" is [1], expected a text or a list of texts
          {"prompt": "a", "stop": ""}          | a stop string is empty, expected some text
          {"prompt": "a", "ignoreEos": 1}      | "ignoreEos" is 1, expected true or false
          {"prompt": "a", "id": null}          | "id" is null, expected a text or a whole number
          {"prompt": "a", "id": 1}             | id "1" is that of line 1 too
          """)
  void aWrongLineIsNamed(String line, String problem) throws IOException {
    assertThatThrownBy(() -> read(GOOD + line + "\n" + GOOD))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file() + ":2: ")
        .hasMessageContaining(problem);
  }

  @Test
  void bytesThatAreNoTextAreNamed() throws IOException {
    byte[] bytes =
        (GOOD + GOOD + "{\"prompt\": \"\u00e4\"}\n").getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file(), bytes);
    assertThatThrownBy(() -> PromptReader.read(file()))
        .hasMessageStartingWith(file() + ":3: not UTF-8 text");
  }

  @Test
  void aFileWithoutPromptsIsWrong() {
    assertThatThrownBy(() -> read("\n \n")).hasMessageContaining("holds no prompts");
  }

  private List<Prompt> read(String text) throws IOException {
    Files.writeString(file(), text);
    return PromptReader.read(file());
  }

  private Path file() {
    return directory.resolve("prompts.jsonl");
  }
}
