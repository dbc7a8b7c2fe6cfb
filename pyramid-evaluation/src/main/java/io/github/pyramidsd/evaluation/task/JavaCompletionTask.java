package io.github.pyramidsd.evaluation.task;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Java source code to be continued: how often the next line is the one that people wrote, and how
 * far the answer goes with what the target would write by itself.
 *
 * <p>Scores:
 *
 * <ul>
 *   <li>{@code nextLine}: 1 if the answer's first line is the reference's. Blank lines before it
 *       and white space at its end do not count, and a line that the limit of tokens cut off is not
 *       whole.
 *   <li>{@code editSimilarity} of these two lines: 1 − edits / length of the longer one, where an
 *       edit inserts, deletes or replaces a character (Levenshtein).
 *   <li>{@code agreement}: how many places have the same token in the answer and in the target's
 *       own greedy answer to the prompt, as a share of the longer one's length; 1 if both are
 *       empty.
 *   <li>{@code agreementPrefix}: the same, but only up to the first place where they differ. It is
 *       the stricter one: after a difference, places are equal by chance.
 * </ul>
 */
final class JavaCompletionTask implements Task {

  private final TaskSpec.JavaCompletion spec;
  private final Entries<PromptFile.Prompt> prompts;
  private final List<Item> items;

  JavaCompletionTask(TaskSpec.JavaCompletion spec) throws IOException {
    this.spec = spec;
    this.prompts =
        new Entries<>(
            spec.name(), PromptFile.read(spec.data(), true, spec.limit()), PromptFile.Prompt::id);
    this.items = prompts.all().stream().map(PromptFile.Prompt::item).toList();
  }

  @Override
  public TaskSpec.JavaCompletion spec() {
    return spec;
  }

  @Override
  public List<Item> items() {
    return items;
  }

  @Override
  public Map<String, Double> judge(Item item, Answer answer, Judge judge) {
    String expected = line(prompts.of(item).reference());
    String line = line(answer.text());
    boolean whole =
        answer.tokens().size() < spec.maxTokens() || answer.text().stripLeading().contains("\n");
    List<Integer> greedy = judge.greedy(item.prompt(), spec.maxTokens());
    return Map.of(
        "nextLine", whole && line.equals(expected) ? 1.0 : 0,
        "editSimilarity", EditDistance.similarity(line, expected),
        "agreement", share(equalPlaces(answer.tokens(), greedy), answer.tokens(), greedy),
        "agreementPrefix", share(commonPrefix(answer.tokens(), greedy), answer.tokens(), greedy));
  }

  private static String line(String text) {
    return text.lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .map(String::stripTrailing)
        .orElse("");
  }

  private static int equalPlaces(List<Integer> a, List<Integer> b) {
    int equal = 0;
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      equal += a.get(i).equals(b.get(i)) ? 1 : 0;
    }
    return equal;
  }

  private static int commonPrefix(List<Integer> a, List<Integer> b) {
    int length = 0;
    while (length < Math.min(a.size(), b.size()) && a.get(length).equals(b.get(length))) {
      length++;
    }
    return length;
  }

  private static double share(int places, List<Integer> a, List<Integer> b) {
    int longer = Math.max(a.size(), b.size());
    return longer == 0 ? 1 : (double) places / longer;
  }

  @Override
  public String mainScore() {
    return "agreement";
  }
}
