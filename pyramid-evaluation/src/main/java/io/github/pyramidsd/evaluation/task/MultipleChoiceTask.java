package io.github.pyramidsd.evaluation.task;

import io.github.pyramidsd.evaluation.task.TaskSpec.Scoring;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Questions with labelled choices, answered by a letter.
 *
 * <p>Scores: {@code correct}, whether the answer names the right choice; {@code answered}, whether
 * it names any (see {@link AnswerLetter}); and if choices are scored by likelihood, {@code
 * correctByLikelihood}, whether the right choice's text is the likeliest for the target after the
 * question alone, by the mean of its tokens' log-probabilities; of equal ones the first counts.
 */
final class MultipleChoiceTask implements Task {

  private final TaskSpec.MultipleChoice spec;
  private final ChoicePrompts prompts;
  private final Entries<Question> questions;
  private final List<Item> items;

  MultipleChoiceTask(TaskSpec.MultipleChoice spec) throws IOException {
    DataSource source = DataSource.open(spec.data());
    List<Question> all =
        switch (spec.format()) {
          case CSQA_JSONL -> CommonsenseQa.read(source);
          case MMLU_CSV -> Mmlu.read(source);
        };
    Selection<Question> selection = Selection.of(spec.data(), all, spec.shots(), spec.limit());
    this.spec = spec;
    this.prompts = new ChoicePrompts(selection.examples());
    this.questions = new Entries<>(spec.name(), selection.asked(), Question::id);
    this.items =
        questions.all().stream()
            .map(question -> new Item(question.id(), prompts.forLetter(question)))
            .toList();
  }

  @Override
  public TaskSpec.MultipleChoice spec() {
    return spec;
  }

  @Override
  public List<Item> items() {
    return items;
  }

  /** A model that goes on would ask itself the next question. */
  @Override
  public List<String> stopStrings() {
    return List.of("\nQuestion:");
  }

  @Override
  public Map<String, Double> judge(Item item, Answer answer, Judge judge) {
    Question question = questions.of(item);
    Optional<String> letter = AnswerLetter.find(answer.text(), question);
    Map<String, Double> scores = new HashMap<>();
    scores.put("correct", letter.equals(Optional.of(question.answer())) ? 1.0 : 0);
    scores.put("answered", letter.isPresent() ? 1.0 : 0);
    if (spec.scoring() == Scoring.LIKELIHOOD) {
      boolean right = likeliest(question, judge).equals(question.answer());
      scores.put("correctByLikelihood", right ? 1.0 : 0);
    }
    return Map.copyOf(scores);
  }

  private String likeliest(Question question, Judge judge) {
    String prompt = prompts.forText(question);
    String best = "";
    double most = Double.NEGATIVE_INFINITY;
    for (Question.Choice choice : question.choices()) {
      double[] logs = judge.logProbabilities(prompt, ChoicePrompts.continuation(choice));
      double mean = Arrays.stream(logs).average().orElse(Double.NEGATIVE_INFINITY);
      if (best.isEmpty() || mean > most) {
        best = choice.label();
        most = mean;
      }
    }
    return best;
  }

  @Override
  public String mainScore() {
    return spec.scoring() == Scoring.LIKELIHOOD ? "correctByLikelihood" : "correct";
  }
}
