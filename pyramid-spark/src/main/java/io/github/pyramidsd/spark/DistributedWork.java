package io.github.pyramidsd.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Has units done by executors, each once in what comes out, and hands their lines on in the order
 * of the units. What an earlier driver's executors committed is taken over.
 */
final class DistributedWork {

  /** Small partitions: an executor that is lost takes no more than this many units with it. */
  private static final int MOST_UNITS = 16;

  /** Many partitions for each place where a task can run: none waits long for the last. */
  private static final int PARTITIONS_PER_PLACE = 4;

  private static final int LOOK_MILLIS = 500;

  private final Work work;
  private final Parts parts;
  private final String job = UUID.randomUUID().toString().substring(0, 8); // tells drivers apart

  DistributedWork(Work work, Parts parts) {
    this.work = work;
    this.parts = parts;
  }

  /**
   * Does all units.
   *
   * @throws IOException if a task failed as often as Spark lets it, or the sink fails; what was
   *     committed is kept
   */
  void run(JavaSparkContext spark, List<String> units, InOrder.Sink sink) throws IOException {
    parts.prepare();
    InOrder lines = new InOrder(units, sink);
    Set<String> read = new HashSet<>();
    collect(lines, read);
    List<String> missing = lines.missing();
    if (missing.isEmpty()) {
      return;
    }
    JavaFutureAction<Void> action =
        spark
            .parallelize(missing, partitions(missing.size(), spark.defaultParallelism()))
            .foreachPartitionAsync(new PartitionTask(work, parts, job));
    try {
      boolean ended;
      do {
        ended = hasEnded(action);
        collect(lines, read);
      } while (!ended);
    } finally {
      action.cancel(true); // does nothing to a job that has ended
    }
    if (!lines.missing().isEmpty()) {
      throw new IOException(
          "%s: Spark has ended and %s units are not there, the first is %s"
              .formatted(parts.directory(), lines.missing().size(), lines.missing().getFirst()));
    }
  }

  static int partitions(int units, int places) {
    int enough = Math.ceilDiv(units, MOST_UNITS);
    return Math.min(units, Math.max(enough, PARTITIONS_PER_PLACE * places));
  }

  private void collect(InOrder lines, Set<String> read) throws IOException {
    for (String name : parts.committed()) {
      if (read.add(name)) {
        lines.add(parts.read(name));
      }
    }
  }

  /** Waits a moment for a job to end. */
  private static boolean hasEnded(JavaFutureAction<Void> action) throws IOException {
    try {
      action.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw new IOException("Spark gave up: " + reason(e), e);
    }
  }

  /** What a task says, if it was a task that failed, or what Spark says. */
  private static String reason(ExecutionException e) {
    Throwable failure = e.getCause() == null ? e : e.getCause();
    Throwable task = failure.getCause();
    if (task instanceof IOException && task.getMessage() != null) {
      return task.getMessage();
    }
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse(failure.toString());
  }
}
