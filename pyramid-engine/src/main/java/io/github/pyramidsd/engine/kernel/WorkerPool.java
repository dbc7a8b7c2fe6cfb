package io.github.pyramidsd.engine.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that work on one job at a time together with the caller. A job is cut into chunks, which
 * are fixed by the job and not by the number of threads; whoever is free takes the next. Handing a
 * job over costs about a microsecond, because threads look out for the next one for a moment before
 * they go to sleep.
 */
public final class WorkerPool implements AutoCloseable {

  /** A job. Chunks may run in any order and at the same time. */
  @FunctionalInterface
  public interface Job {
    /**
     * Works on one chunk.
     *
     * @param scratch of the thread that works on it
     */
    void run(int chunk, Scratch scratch);
  }

  /** The most chunks of a job. */
  public static final int MAX_CHUNKS = 0xffff;

  private static final int SPINS_BEFORE_SLEEP = 20_000;
  private static final int SPINS_BEFORE_YIELD = 2_000;

  private final ReentrantLock lock = new ReentrantLock(true); // who waits longest is next
  private final Thread[] workers;
  private final Scratch callerScratch = new Scratch();

  /** The job's number (32 bits), how many chunks it has (16), and how many are taken (16). */
  private final AtomicLong ticket = new AtomicLong();

  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicInteger sleeping = new AtomicInteger();
  private volatile Job job = (chunk, scratch) -> {};
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;
  private int jobs;

  /** Starts a pool of that many threads, the caller's included. */
  public WorkerPool(int threads) {
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = Thread.ofPlatform().daemon().name("pyramid-worker-" + (i + 1)).start(this::work);
    }
  }

  /** How many threads work, the caller's included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Takes the pool for several jobs in a row, such as a forward pass. Callers get it in the order
   * in which they came. Each call needs its {@link #release}.
   */
  public void acquire() {
    lock.lock();
  }

  /** How many callers wait for it, about. */
  int waiting() {
    return lock.getQueueLength();
  }

  /** Lets the next caller have the pool. */
  public void release() {
    lock.unlock();
  }

  /**
   * Runs a job and returns when all of it is done.
   *
   * @param chunks from 1 to {@link #MAX_CHUNKS}
   * @throws IllegalStateException if the pool is closed
   * @throws RuntimeException as a chunk threw it, after the others are done; so also an {@code
   *     Error}
   */
  public void run(Job newJob, int chunks) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the engine is closed");
      }
      if (workers.length == 0 || chunks == 1) {
        for (int chunk = 0; chunk < chunks; chunk++) {
          newJob.run(chunk, callerScratch);
        }
        return;
      }
      share(newJob, chunks);
    } finally {
      lock.unlock();
    }
  }

  private void share(Job newJob, int chunks) {
    job = newJob;
    failure = null;
    unfinished.set(chunks);
    jobs++;
    ticket.set(((long) jobs << 32) | ((long) chunks << 16));
    if (sleeping.get() > 0) {
      for (Thread worker : workers) {
        LockSupport.unpark(worker);
      }
    }
    takeChunks(callerScratch);
    for (int spins = 0; unfinished.get() > 0; spins++) {
      pause(spins);
    }
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("chunks throw nothing else");
    }
  }

  private void work() {
    Scratch scratch = new Scratch();
    int spins = 0;
    while (!closed) {
      if (takeChunks(scratch)) {
        spins = 0;
      } else if (spins < SPINS_BEFORE_SLEEP) {
        pause(spins++);
      } else {
        sleep();
        spins = 0;
      }
    }
  }

  /** Takes chunks of the current job until there are none left; whether there were any. */
  private boolean takeChunks(Scratch scratch) {
    boolean any = false;
    while (true) {
      long seen = ticket.get();
      if (!hasChunk(seen)) {
        return any;
      }
      if (ticket.compareAndSet(seen, seen + 1)) {
        any = true;
        // The chunk is taken and unfinished, so the caller waits and the job stays this one.
        try {
          job.run((int) (seen & 0xffff), scratch);
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          unfinished.decrementAndGet();
        }
      }
    }
  }

  private static boolean hasChunk(long ticket) {
    return (ticket & 0xffff) < ((ticket >>> 16) & 0xffff);
  }

  private void sleep() {
    sleeping.incrementAndGet();
    try {
      if (!closed && !hasChunk(ticket.get())) {
        LockSupport.park(this);
      }
    } finally {
      sleeping.decrementAndGet();
    }
  }

  /** Spins; and lets others have the core where that goes on, as when there are more threads. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint only: nothing depends on who runs next
  private static void pause(int spins) {
    if (spins > SPINS_BEFORE_YIELD && spins % 64 == 0) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }

  /** Ends the threads, after the job that they are in. */
  @Override
  public void close() {
    closed = true;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
  }
}
