package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.evaluation.batch.PromptEncoder;
import io.github.pyramidsd.evaluation.study.Study;
import io.github.pyramidsd.evaluation.task.Item;
import io.github.pyramidsd.evaluation.task.Task;
import java.io.IOException;

/** Sees that every item of a study leaves room for an answer. */
record ContextCheck(Study study, Family family) {

  void run() throws IOException {
    int held = family.contextLength();
    int asked = study.limits().contextLength();
    String file = study.source().file();
    if (asked > held) {
      throw new IOException(
          "%s: limits.context is %s, expected at most %s, which the models hold"
              .formatted(file, asked, held));
    }
    int most = asked > 0 ? asked : held;
    for (Task task : study.tasks()) {
      for (Item item : task.items()) {
        int length = length(task, item);
        if (length < 1 || length >= most) {
          throw new IOException(
              "%s: task %s: item %s has a prompt of %s tokens, expected 1 to %s, which leaves room for an answer"
                  .formatted(file, task.name(), item.id(), length, most - 1));
        }
      }
    }
  }

  private int length(Task task, Item item) throws IOException {
    try {
      return new PromptEncoder(family.target().vocabulary(), study.special())
          .encode(item.prompt())
          .length;
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s: task %s: item %s: %s"
              .formatted(study.source().file(), task.name(), item.id(), e.getMessage()),
          e);
    }
  }
}
