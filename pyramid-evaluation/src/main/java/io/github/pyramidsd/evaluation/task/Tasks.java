package io.github.pyramidsd.evaluation.task;

import java.io.IOException;

/** Makes tasks of their specifications. */
public final class Tasks {

  private Tasks() {}

  /**
   * Reads the data of a task, all of them, and makes the task.
   *
   * @throws InvalidSettingException if there is no such sample, or fewer items than are to be shown
   * @throws IOException if the data cannot be read or are malformed; names file, line, key, value
   *     and what is legal
   */
  public static Task open(TaskSpec spec) throws IOException {
    return switch (spec) {
      case TaskSpec.MultipleChoice choice -> new MultipleChoiceTask(choice);
      case TaskSpec.Gsm8k gsm8k -> new Gsm8kTask(gsm8k);
      case TaskSpec.JavaCompletion java -> new JavaCompletionTask(java);
      case TaskSpec.FreeGeneration free -> new FreeGenerationTask(free);
      case TaskSpec.Distribution distribution -> new DistributionTask(distribution);
    };
  }
}
