package io.github.pyramidsd.evaluation.task;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Texts to be continued, in any way that the target finds likely.
 *
 * <p>Scores: {@code perplexity} of the answer, under the target at temperature 1 and without
 * truncation, whatever the answer was sampled with; {@code length} in tokens. An empty answer has
 * no perplexity. Perplexity alone can be fooled: an answer that repeats itself has a very low one.
 */
final class FreeGenerationTask implements Task {

  private final TaskSpec.FreeGeneration spec;
  private final List<Item> items;

  FreeGenerationTask(TaskSpec.FreeGeneration spec) throws IOException {
    this.spec = spec;
    this.items = PromptFile.items(spec.data(), spec.limit());
  }

  @Override
  public TaskSpec.FreeGeneration spec() {
    return spec;
  }

  @Override
  public List<Item> items() {
    return items;
  }

  @Override
  public Map<String, Double> judge(Item item, Answer answer, Judge judge) {
    double length = answer.tokens().size();
    if (answer.tokens().isEmpty()) {
      return Map.of("length", length);
    }
    double[] logs = judge.logProbabilities(item.prompt(), answer.tokens());
    return Map.of("perplexity", Math.exp(-Arrays.stream(logs).sum() / length), "length", length);
  }

  @Override
  public String mainScore() {
    return "perplexity";
  }

  @Override
  public boolean isLowerBetter() {
    return true;
  }
}
