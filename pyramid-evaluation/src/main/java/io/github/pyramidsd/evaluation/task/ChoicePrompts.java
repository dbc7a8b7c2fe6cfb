package io.github.pyramidsd.evaluation.task;

import java.util.List;

/**
 * How questions with choices are put.
 *
 * @param examples are shown with their answers before each question
 */
record ChoicePrompts(List<Question> examples) {

  private static final String INSTRUCTION =
      "Answer each question with the letter of the right choice.\n\n";

  /** The question with all its choices, to be answered with a letter. */
  String forLetter(Question question) {
    StringBuilder prompt = new StringBuilder(INSTRUCTION);
    for (Question example : examples) {
      appendWithChoices(example, prompt);
      prompt.append(' ').append(example.answer()).append("\n\n");
    }
    appendWithChoices(question, prompt);
    return prompt.toString();
  }

  private static void appendWithChoices(Question question, StringBuilder prompt) {
    prompt.append("Question: ").append(question.stem()).append('\n');
    for (Question.Choice choice : question.choices()) {
      prompt.append(choice.label()).append(". ").append(choice.text()).append('\n');
    }
    prompt.append("Answer:");
  }

  /** The question alone, which each choice's text would answer. */
  String forText(Question question) {
    StringBuilder prompt = new StringBuilder();
    for (Question example : examples) {
      prompt.append("Question: ").append(example.stem()).append("\nAnswer:");
      prompt.append(continuation(example.right())).append("\n\n");
    }
    return prompt.append("Question: ").append(question.stem()).append("\nAnswer:").toString();
  }

  /** What a choice continues {@link #forText} with. */
  static String continuation(Question.Choice choice) {
    return " " + choice.text();
  }
}
