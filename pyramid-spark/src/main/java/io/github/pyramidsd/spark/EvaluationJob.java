package io.github.pyramidsd.spark;

import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.evaluation.result.ResultsFile;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.run.RunDistributor;
import io.github.pyramidsd.evaluation.run.RunProgress;
import io.github.pyramidsd.evaluation.study.StudySource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Makes the runs of a study as a Spark job. */
public final class EvaluationJob implements RunDistributor {

  /** For {@link java.util.ServiceLoader}. */
  public EvaluationJob() {}

  @Override
  public void distribute(
      String master,
      StudySource source,
      int threads,
      List<RunKey> missing,
      ResultsFile results,
      RunProgress progress)
      throws IOException {
    if (missing.isEmpty()) {
      return;
    }
    Parts parts = Master.parts(results.file().toString());
    Work work = new EvaluationWork(source, threads);
    Taker taker = new Taker(results, progress, missing.size());
    try (SparkSession spark = Master.connect(master, "pyramid evaluate " + source.file())) {
      new DistributedWork(work, parts.of(work))
          .run(
              JavaSparkContext.fromSparkContext(spark.sparkContext()),
              missing.stream().map(RunUnits::write).toList(),
              taker::take);
    }
    parts.of(work).delete();
  }

  /** Adds results to the file, and tells how long the others should take at this pace. */
  private static final class Taker {

    private final ResultsFile results;
    private final RunProgress progress;
    private final int before;
    private final int missing;
    private final long start = System.nanoTime();
    private int done;

    Taker(ResultsFile results, RunProgress progress, int missing) {
      this.results = results;
      this.progress = progress;
      this.before = results.results().size();
      this.missing = missing;
    }

    void take(Parts.Line line) throws IOException {
      RunResult result = Json.read(line.text(), RunResult.class);
      try {
        results.append(result);
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "an executor's models are not those of the driver, or were others when an earlier job"
                + " ran: "
                + e.getMessage(),
            e);
      }
      done++;
      double taken = System.nanoTime() - start;
      Duration left = Duration.ofNanos(Math.round(taken / done * (missing - done)));
      progress.onRun(result, before + done, before + missing, left);
    }
  }
}
