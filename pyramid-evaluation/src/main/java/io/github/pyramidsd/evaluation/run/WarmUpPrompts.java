package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.evaluation.study.Study;
import io.github.pyramidsd.evaluation.task.Task;
import java.util.List;

/** What models continue before it counts. */
final class WarmUpPrompts {

  private static final int MOST_TOKENS = 64;

  private static final List<String> PROMPTS =
      List.of(
          "/** A queue that keeps its elements in a ring. */\nfinal class Ring {\n  private int[] ring",
          "Question: which of these floats on water?\nA. iron\nB. cork\nC. lead\nAnswer:",
          "public static double mean(double[] values) {\n    double sum = 0;\n    for (",
          "A train leaves at nine and takes two hours and a quarter. When does it arrive?");

  private WarmUpPrompts() {}

  /** The length of their answers: no longer than the study's own, which may be dear. */
  static int maxTokens(Study study) {
    int longest = study.tasks().stream().mapToInt(Task::maxTokens).max().orElse(MOST_TOKENS);
    return Math.min(MOST_TOKENS, longest);
  }

  /** A prompt that the study does not have: numbered, if it should have it after all. */
  static String of(Study study, int round) {
    String prompt = PROMPTS.get(round % PROMPTS.size());
    boolean taken =
        study.tasks().stream()
            .flatMap(task -> task.items().stream())
            .anyMatch(item -> item.prompt().equals(prompt));
    return taken ? round + ". " + prompt : prompt;
  }
}
