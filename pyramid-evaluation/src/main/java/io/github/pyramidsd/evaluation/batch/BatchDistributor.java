package io.github.pyramidsd.evaluation.batch;

import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Completes prompts in other processes. A module that does is found by {@link ServiceLoader}; there
 * need not be any.
 */
public interface BatchDistributor {

  /**
   * Completes what is missing of a batch, each prompt once, and adds the completions to its file in
   * the order of the prompts.
   *
   * @param master where to run, such as {@code local[2]}
   * @param source how each process opens its models
   * @throws IOException if prompts are left out in the end; those that were made are kept
   */
  void distribute(String master, Completer.Source source, Batch batch) throws IOException;

  /**
   * Completes all prompts, each once, into a directory of Parquet files in the order of the
   * prompts. Goes on where an earlier process ended.
   *
   * @param output the directory, a path or an address that Spark can write to
   * @throws IOException if it is there already, or prompts are left out in the end; those that were
   *     made are kept
   */
  void distributeToParquet(
      String master,
      Completer.Source source,
      Request request,
      List<Prompt> prompts,
      String output,
      BatchProgress progress)
      throws IOException;

  /**
   * The one that is there.
   *
   * @throws IOException if there is none
   */
  static BatchDistributor find() throws IOException {
    return ServiceLoader.load(BatchDistributor.class)
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "nothing here can use other machines: the module pyramid-spark is not on the"
                        + " class path; leave --spark out to run in this process"));
  }
}
