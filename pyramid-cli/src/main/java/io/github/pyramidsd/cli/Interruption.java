package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Generation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends the running generation when the process is told to stop (Ctrl-C), and holds the JVM back
 * until what was generated is printed, but no longer than a few seconds.
 */
final class Interruption implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 5;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "pyramid-interruption");
  private volatile @Nullable Generation running;
  private volatile boolean requested;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Tells which generation to cancel from now on. */
  void watch(Generation generation) {
    running = generation;
    if (requested) {
      generation.cancel();
    }
  }

  /** Whether the process was told to stop. */
  boolean isRequested() {
    return requested;
  }

  private void interrupt() {
    requested = true;
    Generation generation = running;
    if (generation == null) {
      return;
    }
    generation.cancel();
    try {
      boolean printed = finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!printed) {
        running = null; // a pass takes longer than anybody waits: end without it
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells that everything is printed. */
  @Override
  public void close() {
    finished.countDown();
    if (!requested) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
