package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MalformedDataTest {

  private static final String CHOICES =
      "[{\"label\":\"A\",\"text\":\"yes\"},{\"label\":\"B\",\"text\":\"no\"}]";

  @TempDir private Path directory;

  private static String question(String id, String answer, String choices) {
    return "{\"id\":\"%s\",\"answerKey\":\"%s\",\"question\":{\"stem\":\"s\",\"choices\":%s}}"
        .formatted(id, answer, choices);
  }

  private void assertRefused(String kind, String name, String content, String expected)
      throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Tasks.open(TaskSpec.of(kind, "t", file.toString(), Map.of())))
        .withMessage(file + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}| id is missing, expected a text that is not blank",
        "{'id':7}| id is 7, expected a text that is not blank",
        "{'id':'x'}| question is missing, expected an object",
        "{'id':'x','question':[]}| question is [], expected an object",
        "{'id':'x','question':{}}| question.stem is missing, expected a text that is not blank",
        "{'id':'x','question':{'stem':' '}}| question.stem is ' ', expected a text that is not blank",
        "{'id':'x','question':{'stem':'s','choices':[]}}| question.choices is [], expected an array of 2 to 26 objects",
        "{'id':'x','question':{'stem':'s','choices':[1,2]}}| question.choices[0] is 1, expected an object",
        "{'id':'x','question':{'stem':'s','choices':[{'label':'1'},{}]}}| question.choices[0].label is '1', expected a letter from A to Z",
        "{'id':'x','question':{'stem':'s','choices':[{'label':'A'},{}]}}| question.choices[0].text is missing, expected a text that is not blank",
        "{'id':'x','question':{'stem':'s','choices':[{'label':'A','text':'a'},{'label':'A','text':'b'}]}}| question.choices[1].label is 'A', expected another one than the choices before it have",
        "[]| the line is [], expected a JSON object",
        "7| the line is 7, expected a JSON object",
      })
  void aWrongLineOfQuestionsIsNamedWithKeyValueAndRange(String line, String problem)
      throws IOException {
    String content = question("first", "A", CHOICES) + "\n\n" + line.replace('\'', '"') + "\n";
    assertRefused("multiple-choice", "q.jsonl", content, ":3: " + problem.replace('\'', '"'));
  }

  @Test
  void anAnswerKeyMustBeAmongTheChoices() throws IOException {
    assertRefused(
        "multiple-choice",
        "q.jsonl",
        question("first", "A", CHOICES) + "\n" + question("second", "C", CHOICES),
        ":2: answerKey is \"C\", expected a label of the question's choices: A or B");
    assertRefused(
        "multiple-choice",
        "q.jsonl",
        question("first", "A", CHOICES).replace("\"answerKey\":\"A\",", ""),
        ":1: answerKey is missing, expected a text that is not blank");
  }

  @Test
  void noTwoLinesMayHaveOneId() throws IOException {
    assertRefused(
        "multiple-choice",
        "q.jsonl",
        question("same", "A", CHOICES)
            + "\n"
            + question("other", "A", CHOICES)
            + "\n"
            + question("same", "B", CHOICES),
        ":3: id is \"same\", expected another one: it is that of line 1 already");
  }

  @Test
  void textThatIsNoJsonIsNamedWithItsPlace() throws IOException {
    for (String line : new String[] {"{\"id\":\"x\"", "{'id'}", "{\"id\":1,\"id\":2}", "{} {}"}) {
      Path file = Files.writeString(directory.resolve("q.jsonl"), "\n" + line + "\n");
      assertThatExceptionOfType(IOException.class)
          .as(line)
          .isThrownBy(() -> Tasks.open(TaskSpec.of("gsm8k", "t", file.toString(), Map.of())))
          .withMessageStartingWith(file + ":2: not JSON, at column ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'question':'q'}| answer is missing, expected a text that is not blank",
        "{'answer':'#### 1'}| question is missing, expected a text that is not blank",
        "{'question':'q','answer':'42'}| answer is '42', expected a solution that ends in #### and a number, as in #### 42",
        "{'question':'q','answer':'#### x'}| answer is '#### x', expected a solution that ends in #### and a number, as in #### 42",
      })
  void aWrongProblemIsNamed(String line, String problem) throws IOException {
    assertRefused("gsm8k", "g.jsonl", line.replace('\'', '"'), ":1: " + problem.replace('\'', '"'));
  }

  @Test
  void completionNeedsAReferenceAndFreeTextDoesNot() throws IOException {
    String content = "{\"prompt\":\"int x = \"}";
    assertRefused(
        "java-completion",
        "p.jsonl",
        content,
        ":1: reference is missing, expected a text that is not blank");
    Path file = Files.writeString(directory.resolve("p.jsonl"), content);
    assertThat(Tasks.open(TaskSpec.of("free", "t", file.toString(), Map.of())).items())
        .containsExactly(new Item("line-1", "int x = "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "q,a,b,c,d| the row has 5 fields, expected 6: question, A, B, C, D, answer",
        "q,a,b,c,d,A,x| the row has 7 fields, expected 6: question, A, B, C, D, answer",
        "q,a,b,c,d,E| answer is 'E', expected A, B, C or D",
        "q,a,b,c,d,a| answer is 'a', expected A, B, C or D",
        "q,a, ,c,d,A| B is empty, expected a text that is not blank",
      })
  void aWrongRowIsNamedWithTheLineThatItBeginsIn(String row, String problem) throws IOException {
    String content = "\"two\nlines\",a,b,c,d,A\n\n\n" + row + "\nq,a,b,c,d,B\n";
    assertRefused("multiple-choice", "m.csv", content, ":5: " + problem);
  }

  @Test
  void aQuoteThatIsNeverClosedIsNamedWithTheLineThatItOpensIn() throws IOException {
    Path file =
        Files.writeString(directory.resolve("m.csv"), "q,a,b,c,d,B\n\"open,a,b\nq,a,b,c,d,B\n");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () -> Tasks.open(TaskSpec.of("multiple-choice", "t", file.toString(), Map.of())))
        .withMessageStartingWith(file + ":2: the row that begins here is not CSV: ");
  }

  @Test
  void emptyFilesAreRefused() throws IOException {
    assertRefused("free", "e.jsonl", "\n \n", ": holds no items, expected a JSON object a line");
    assertRefused(
        "multiple-choice",
        "e.csv",
        "question,A,B,C,D,answer\n",
        ": holds no items, expected a row a question: question, A, B, C, D, answer");
  }

  @Test
  void bytesThatAreNoUtf8AreNamedWithTheirLine() throws IOException {
    Path file = directory.resolve("latin.jsonl");
    Files.write(file, "{}\n\n{\"prompt\":\"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Tasks.open(TaskSpec.of("free", "t", file.toString(), Map.of())))
        .withMessageStartingWith(file + ":3: not UTF-8 text");
  }

  @Test
  void aMissingFileAndADirectoryAreNamed() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Tasks.open(TaskSpec.of("free", "t", "no/such.jsonl", Map.of())))
        .withMessage("no/such.jsonl");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Tasks.open(TaskSpec.of("free", "t", directory.toString(), Map.of())))
        .withMessageStartingWith(directory + ": ");
  }

  @Test
  void aLongWrongValueIsCutInTheMessage() throws IOException {
    String many = "9".repeat(500);
    assertRefused(
        "free",
        "p.jsonl",
        "{\"prompt\":" + many + "}",
        ":1: prompt is " + many.substring(0, 60) + "…, expected a text that is not blank");
  }
}
