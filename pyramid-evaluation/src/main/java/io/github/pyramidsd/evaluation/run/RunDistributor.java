package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.evaluation.result.ResultsFile;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.study.StudySource;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Makes the runs of a study on other processes. A module that does is found by {@link
 * ServiceLoader}; there need not be any.
 */
public interface RunDistributor {

  /**
   * Makes runs, each once, and adds each to the results when it is finished. Executors read the
   * study again from its source.
   *
   * @param master where to run, such as {@code local[2]}
   * @param threads of each executor's engine; 0: one for each core
   * @param missing the runs to make, in the order in which they should be made
   * @throws IOException if runs are left out in the end; those that were made are in the results
   */
  void distribute(
      String master,
      StudySource source,
      int threads,
      List<RunKey> missing,
      ResultsFile results,
      RunProgress progress)
      throws IOException;

  /**
   * The one that is there.
   *
   * @throws IOException if there is none
   */
  static RunDistributor find() throws IOException {
    return ServiceLoader.load(RunDistributor.class)
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "nothing here can use other machines: the module pyramid-spark is not on the"
                        + " class path; leave --spark out to run in this process"));
  }
}
