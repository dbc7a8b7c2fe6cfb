package io.github.pyramidsd.evaluation.task;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Short continuations, to be sampled with many seeds. What the task is for, how far the samples of
 * a way of decoding are from those of plain decoding, belongs to many runs and not to one: {@link
 * NgramDistance} computes it from their tokens.
 *
 * <p>Scores of one run: {@code surprise}, the negative log-probability of the answer under the
 * target at temperature 1, in nats, all tokens together; {@code length} in tokens. At temperature 1
 * a lossless way has the mean surprise of plain decoding; a higher or lower mean shows a shift.
 */
final class DistributionTask implements Task {

  private final TaskSpec.Distribution spec;
  private final List<Item> items;

  DistributionTask(TaskSpec.Distribution spec) throws IOException {
    this.spec = spec;
    this.items = PromptFile.items(spec.data(), spec.limit());
  }

  @Override
  public TaskSpec.Distribution spec() {
    return spec;
  }

  @Override
  public List<Item> items() {
    return items;
  }

  @Override
  public Map<String, Double> judge(Item item, Answer answer, Judge judge) {
    double[] logs = judge.logProbabilities(item.prompt(), answer.tokens());
    double surprise = Math.max(0, -Arrays.stream(logs).sum());
    return Map.of("surprise", surprise, "length", (double) answer.tokens().size());
  }

  @Override
  public String mainScore() {
    return "surprise";
  }

  @Override
  public boolean isLowerBetter() {
    return true;
  }
}
