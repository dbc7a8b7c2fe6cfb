package io.github.pyramidsd.evaluation.study;

import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.evaluation.task.Task;
import java.util.List;
import java.util.Map;

/**
 * What is to be found out: every configuration answers every item of every task with every seed.
 *
 * @param source from which it was read, and can be read again
 * @param name of the study, which its results are kept under
 * @param models that decode
 * @param sampling how tokens are drawn, by all configurations alike
 * @param special whether names of special tokens in prompts become those tokens
 * @param configurations the grid, in the order of the file; labels are unique
 * @param tasks in the order of the file; names are unique
 * @param seeds of the tasks that have none of their own; each once
 * @param ownSeeds those of the other tasks, by the task's name
 * @param limits what bounds it
 * @param warmUp how many answers each configuration gives before those that count
 * @param claims that its report checks
 */
public record Study(
    StudySource source,
    String name,
    FamilyNames models,
    SamplingOptions sampling,
    boolean special,
    List<Configuration> configurations,
    List<Task> tasks,
    List<Long> seeds,
    Map<String, List<Long>> ownSeeds,
    Limits limits,
    int warmUp,
    List<Claim> claims) {

  /** Copies what could change. */
  public Study {
    configurations = List.copyOf(configurations);
    tasks = List.copyOf(tasks);
    seeds = List.copyOf(seeds);
    claims = List.copyOf(claims);
    ownSeeds = Map.copyOf(ownSeeds);
  }

  /** The seeds that a task is done with. */
  public List<Long> seeds(Task task) {
    return ownSeeds.getOrDefault(task.name(), seeds);
  }

  /** How many runs it takes. */
  public int runs() {
    return tasks.stream()
        .mapToInt(task -> task.items().size() * seeds(task).size() * configurations.size())
        .sum();
  }
}
