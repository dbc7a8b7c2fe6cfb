package io.github.pyramidsd.spark;

import java.io.IOException;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;

/** What an executor does with a partition: the lines of its units, and commits them. */
record PartitionTask(Work work, Parts parts, String job) implements VoidFunction<Iterator<String>> {

  @Override
  public void call(Iterator<String> units) throws IOException {
    TaskContext task = TaskContext.get();
    try (Parts.Attempt attempt = parts.begin(job, task.partitionId(), task.taskAttemptId())) {
      while (units.hasNext()) {
        task.killTaskIfInterrupted();
        String unit = units.next();
        attempt.write(new Parts.Line(unit, Workers.JVM.line(work, unit)));
      }
      attempt.commit();
    }
  }
}
