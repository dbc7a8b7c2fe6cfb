package io.github.pyramidsd.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends what is running when the process is told to stop (Ctrl-C), and holds the JVM back until what
 * it came to is printed, but no longer than a few seconds.
 */
final class Interruption implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 5;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "pyramid-interruption");
  private volatile @Nullable Runnable cancel;
  private volatile boolean requested;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Tells how to end what is running from now on. */
  void watch(Runnable end) {
    cancel = end;
    if (requested) {
      end.run();
    }
  }

  /** Whether the process was told to stop. */
  boolean isRequested() {
    return requested;
  }

  private void interrupt() {
    requested = true;
    Runnable end = cancel;
    if (end == null) {
      return;
    }
    end.run();
    try {
      boolean printed = finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!printed) {
        cancel = null; // a pass takes longer than anybody waits: end without it
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells that everything is printed. */
  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      return; // the JVM shuts down already: the hook runs, and does not wait
    }
  }
}
