package io.github.pyramidsd.evaluation.task;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Word problems of arithmetic, in files as those of GSM8K (Cobbe et al. 2021): {@code {"question",
 * "answer"}} a line, the answer ending in {@code #### 42}.
 *
 * <p>Scores: {@code correct}, whether the {@linkplain FinalNumber final number} is the right one;
 * {@code answered}, whether there is any.
 */
final class Gsm8kTask implements Task {

  private static final String INSTRUCTION =
      "Solve each problem step by step. End with #### and the result as a number.\n\n";

  /** A problem; the solution is without what the data set adds for calculators. */
  private record Problem(String id, String question, String solution, BigDecimal result) {}

  private final TaskSpec.Gsm8k spec;
  private final Entries<Problem> problems;
  private final List<Item> items;

  Gsm8kTask(TaskSpec.Gsm8k spec) throws IOException {
    List<Problem> all = read(DataSource.open(spec.data()));
    Selection<Problem> selection = Selection.of(spec.data(), all, spec.shots(), spec.limit());
    StringBuilder examples = new StringBuilder(INSTRUCTION);
    for (Problem example : selection.examples()) {
      examples.append(asked(example)).append(' ').append(example.solution()).append("\n\n");
    }
    this.spec = spec;
    this.problems = new Entries<>(spec.name(), selection.asked(), Problem::id);
    this.items =
        problems.all().stream()
            .map(problem -> new Item(problem.id(), examples + asked(problem)))
            .toList();
  }

  private static String asked(Problem problem) {
    return "Question: " + problem.question() + "\nAnswer:";
  }

  private static List<Problem> read(DataSource source) throws IOException {
    List<Problem> problems = new ArrayList<>();
    ItemIds ids = new ItemIds();
    for (JsonObject object : JsonObject.lines(source)) {
      String question = object.text("question").strip();
      String answer = object.text("answer").strip();
      int mark = answer.lastIndexOf("####");
      Optional<BigDecimal> result =
          mark < 0 ? Optional.empty() : FinalNumber.find(answer.substring(mark));
      if (result.isEmpty()) {
        throw object.wrong("answer", "a solution that ends in #### and a number, as in #### 42");
      }
      String solution = answer.replaceAll("<<[^<>]*>>", "");
      problems.add(new Problem(ids.of(object), question, solution, result.get()));
    }
    return problems;
  }

  @Override
  public TaskSpec.Gsm8k spec() {
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
    Problem problem = problems.of(item);
    Optional<BigDecimal> number = FinalNumber.find(answer.text());
    boolean correct = number.filter(n -> n.compareTo(problem.result()) == 0).isPresent();
    return Map.of("correct", correct ? 1.0 : 0, "answered", number.isPresent() ? 1.0 : 0);
  }

  @Override
  public String mainScore() {
    return "correct";
  }
}
