package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.engine.Sha256;
import io.github.pyramidsd.evaluation.study.Configuration;
import io.github.pyramidsd.evaluation.study.Study;
import io.github.pyramidsd.evaluation.task.Item;
import io.github.pyramidsd.evaluation.task.Task;

/**
 * Makes a digest of all that decides what comes out of a run, its seed aside. It does not depend on
 * what else a study asks for: so a study may grow by seeds, items, tasks and configurations, and
 * the runs that it has stay.
 */
final class RunDigests {

  private static final String VERSION = "1"; // of what it is made of
  private static final int DIGITS = 16;

  private final String models;

  /**
   * Prepares for a study.
   *
   * @param models what tells them, and how they are computed with, apart from others
   */
  RunDigests(Study study, String models) {
    this.models =
        digest(
            VERSION,
            models + (study.special() ? " special" : ""),
            study.sampling().toString(),
            "" + study.limits().contextLength());
  }

  /** The digest of a run, whatever its seed. */
  String of(Configuration configuration, Task task, Item item) {
    return digest(
        models,
        configuration.toString(),
        task.name(),
        task.mainScore(), // which scoring there is
        String.join("\n", task.stopStrings()),
        "" + task.maxTokens(),
        item.id(),
        item.prompt());
  }

  private static String digest(String... parts) {
    return Sha256.hex(DIGITS, parts);
  }
}
