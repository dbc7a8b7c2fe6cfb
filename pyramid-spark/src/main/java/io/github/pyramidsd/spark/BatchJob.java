package io.github.pyramidsd.spark;

import io.github.pyramidsd.evaluation.batch.Batch;
import io.github.pyramidsd.evaluation.batch.BatchDistributor;
import io.github.pyramidsd.evaluation.batch.BatchProgress;
import io.github.pyramidsd.evaluation.batch.Completer;
import io.github.pyramidsd.evaluation.batch.Completion;
import io.github.pyramidsd.evaluation.batch.Pace;
import io.github.pyramidsd.evaluation.batch.Prompt;
import io.github.pyramidsd.evaluation.batch.Request;
import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Completes prompts as a Spark job. */
public final class BatchJob implements BatchDistributor {

  private static final String NAME = "pyramid batch";

  /** For {@link java.util.ServiceLoader}. */
  public BatchJob() {}

  @Override
  public void distribute(String master, Completer.Source source, Batch batch) throws IOException {
    List<Prompt> missing = batch.missing();
    if (missing.isEmpty()) {
      return;
    }
    Parts parts = Master.parts(batch.output().file().toString());
    Work work = new BatchWork(batch.output().request().digest(batch.prompts()), source);
    Batch.Sink sink = batch.sink();
    try (SparkSession spark = Master.connect(master, NAME)) {
      run(spark, work, parts, missing, sink);
    }
    batch.output().force();
    parts.of(work).delete();
  }

  @Override
  public void distributeToParquet(
      String master,
      Completer.Source source,
      Request request,
      List<Prompt> prompts,
      String output,
      BatchProgress progress)
      throws IOException {
    CompletionTable table = new CompletionTable(Master.address(output));
    table.requireAbsent();
    Parts parts = Master.parts(output);
    Work work = new BatchWork(request.digest(prompts), source);
    Pace pace = new Pace(0, prompts.size(), progress);
    try (SparkSession spark = Master.connect(master, NAME)) {
      run(spark, work, parts, prompts, _ -> pace.finish());
      table.write(spark, parts.of(work));
    }
    parts.of(work).delete();
  }

  private static void run(
      SparkSession spark, Work work, Parts parts, List<Prompt> prompts, Batch.Sink sink)
      throws IOException {
    new DistributedWork(work, parts.of(work))
        .run(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            prompts.stream().map(Json::write).toList(),
            line -> sink.accept(Json.read(line.text(), Completion.class)));
  }
}
