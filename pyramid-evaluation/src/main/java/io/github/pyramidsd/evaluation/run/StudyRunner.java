package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.evaluation.result.ResultsFile;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.study.Configuration;
import io.github.pyramidsd.evaluation.study.Study;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** Makes the runs that a study's results still miss, one after the other in this process. */
public final class StudyRunner {

  private final StudyExecutor executor;
  private final ResultsFile results;
  private final RunProgress progress;

  /**
   * Prepares to run.
   *
   * @param results of the executor's study; they may have any of its runs
   */
  public StudyRunner(StudyExecutor executor, ResultsFile results, RunProgress progress) {
    this.executor = executor;
    this.results = results;
    this.progress = progress;
  }

  /** The runs of a study that its results miss, in the order in which to make them. */
  public static List<RunKey> missing(Study study, ResultsFile results) {
    return RunOrder.of(study).stream().filter(key -> !results.contains(key)).toList();
  }

  /**
   * Makes the missing runs. Each is written before the next one begins.
   *
   * @return whether all are made: not if the executor was cancelled
   */
  public boolean run() throws IOException {
    List<RunKey> missing = missing(executor.study(), results);
    TimeLeft time = new TimeLeft(missing);
    results.results().forEach(result -> time.learn(result.key(), result.secondsToAnswer()));
    int total = executor.study().runs();
    int done = total - missing.size();
    try {
      warmUp(missing);
      for (RunKey key : missing) {
        long start = System.nanoTime();
        RunResult result = executor.execute(key);
        results.append(result);
        time.finish(key, (System.nanoTime() - start) / 1e9);
        done++;
        progress.onRun(result, done, total, time.left());
      }
      return true;
    } catch (CancellationException e) {
      return false;
    }
  }

  /** Warms up what will run; in turns, as the runs themselves. */
  private void warmUp(List<RunKey> missing) {
    Set<String> labels =
        missing.stream().map(RunKey::configuration).collect(Collectors.toUnmodifiableSet());
    List<Configuration> used =
        executor.study().configurations().stream()
            .filter(configuration -> labels.contains(configuration.label()))
            .toList();
    int rounds = executor.study().warmUp();
    int done = 0;
    for (int round = 0; round < rounds; round++) {
      for (Configuration configuration : used) {
        progress.onWarmUp(done, rounds * used.size());
        executor.warmUp(configuration, round);
        done++;
      }
    }
  }
}
