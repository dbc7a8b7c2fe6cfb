package io.github.pyramidsd.evaluation.batch;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells a batch's progress, and how long it should still take, by its mean pace so far. */
public final class Pace {

  private final int before;
  private final int total;
  private final BatchProgress progress;
  private final LongSupplier clock; // nanoseconds
  private final long start;
  private int done;

  /**
   * Begins.
   *
   * @param before prompts that earlier processes finished
   * @param total prompts that there are
   */
  public Pace(int before, int total, BatchProgress progress) {
    this(before, total, progress, System::nanoTime);
  }

  Pace(int before, int total, BatchProgress progress, LongSupplier clock) {
    this.before = before;
    this.total = total;
    this.progress = progress;
    this.clock = clock;
    this.start = clock.getAsLong();
  }

  /** One more is finished. */
  public void finish() {
    done++;
    long taken = clock.getAsLong() - start;
    Duration left = Duration.ofNanos(Math.round((double) taken / done * (total - before - done)));
    progress.onCompletion(before + done, total, left);
  }
}
