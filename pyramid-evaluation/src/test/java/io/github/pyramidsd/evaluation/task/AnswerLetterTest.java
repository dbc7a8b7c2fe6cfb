package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.evaluation.task.Question.Choice;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerLetterTest {

  private static final Question QUESTION =
      new Question(
          "q",
          "Where do cows sleep?",
          List.of(
              new Choice("A", "car"),
              new Choice("B", "barn"),
              new Choice("C", "cartwheel"),
              new Choice("D", "a+b")),
          "B");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' B' | B",
        "'b' | B",
        "'(c).' | C",
        "'**D**' | D",
        "'A' | A",
        "' B. barn' | B",
        "' A. car' | A",
        "'(A) a car' | A",
        "'B because cows like it' | B",
        "'The answer is C, as A. and B. are wrong' | C",
        "'A. and B. are wrong, so the answer is (D).' | D",
        "'I think the Answer: B' | B",
        "'A cow sleeps in C' | C",
        "'I would say (A)' | A",
        "'it must be A' | A",
        "'A cow? In the Barn, of course' | B",
        "'cartwheel' | C",
        "'the a+b one' | D",
        "'E? No, B' | B"
      })
  void theChoiceThatTheAnswerNamesIsFound(String answer, String label) {
    assertThat(AnswerLetter.find(answer, QUESTION)).hasValue(label);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "E", "A cow sleeps at night", "car or barn", "BC", "Bs", "cars", "I"})
  void whatNamesNoneOrSeveralIsNoAnswer(String answer) {
    assertThat(AnswerLetter.find(answer, QUESTION)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"B\\nThe answer is C, B", "' \\n\\n C.\\nso A.', C"})
  void aFirstLineThatIsALetterCountsBeforeWhatFollows(String answer, String label) {
    assertThat(AnswerLetter.find(answer.replace("\\n", "\n"), QUESTION)).hasValue(label);
  }
}
