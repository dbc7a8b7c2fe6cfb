package io.github.pyramidsd.spark;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one worker of this process: models are loaded once, however many tasks there are, and serve
 * one unit at a time, as their threads are all that the process has. It is closed when the JVM
 * ends, or before a worker for other work is opened.
 */
final class Workers {

  /** That of this JVM, executor or (with a local master) driver. */
  static final Workers JVM = new Workers();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(JVM::close, "pyramid-worker-end"));
  }

  private final ReentrantLock lock = new ReentrantLock(true); // tasks take turns
  private Work.@Nullable Worker worker;
  private String key = "";
  private boolean closed;

  /** Does a unit of some work. */
  String line(Work work, String unit) throws IOException {
    lock.lock();
    try {
      return worker(work).line(unit);
    } finally {
      lock.unlock();
    }
  }

  private Work.Worker worker(Work work) throws IOException {
    if (closed) {
      throw new IllegalStateException("the process is ending");
    }
    Work.Worker open = worker;
    if (open == null || !key.equals(work.key())) {
      closeWorker();
      open = work.open();
      worker = open;
      key = work.key();
    }
    return open;
  }

  /** Closes the worker; a unit at work is finished before. */
  void close() {
    lock.lock();
    try {
      closed = true;
      closeWorker();
    } finally {
      lock.unlock();
    }
  }

  private void closeWorker() {
    Work.Worker open = worker;
    worker = null;
    if (open != null) {
      open.close();
    }
  }
}
