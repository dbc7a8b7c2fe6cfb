package io.github.pyramidsd.evaluation.task;

import io.github.pyramidsd.evaluation.task.Question.Choice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads files as those of CommonsenseQA (Talmor et al. 2019). */
final class CommonsenseQa {

  private static final int MOST_CHOICES = 26; // letters

  private CommonsenseQa() {}

  static List<Question> read(DataSource source) throws IOException {
    List<Question> questions = new ArrayList<>();
    ItemIds ids = new ItemIds();
    for (JsonObject object : JsonObject.lines(source)) {
      String id = ids.unique(object);
      JsonObject question = object.object("question");
      String stem = question.text("stem").strip();
      List<Choice> choices = choices(question);
      List<String> labels = choices.stream().map(Choice::label).toList();
      String answer = object.text("answerKey");
      if (!labels.contains(answer)) {
        throw object.wrong(
            "answerKey", "a label of the question's choices: " + Settings.oneOf(labels));
      }
      questions.add(new Question(id, stem, choices, answer));
    }
    return questions;
  }

  private static List<Choice> choices(JsonObject question) throws IOException {
    List<Choice> choices = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (JsonObject choice : question.objects("choices", 2, MOST_CHOICES)) {
      String label = choice.text("label");
      if (label.length() != 1 || label.charAt(0) < 'A' || label.charAt(0) > 'Z') {
        throw choice.wrong("label", "a letter from A to Z");
      }
      if (labels.contains(label)) {
        throw choice.wrong("label", "another one than the choices before it have");
      }
      labels.add(label);
      choices.add(new Choice(label, choice.text("text").strip()));
    }
    return List.copyOf(choices);
  }
}
