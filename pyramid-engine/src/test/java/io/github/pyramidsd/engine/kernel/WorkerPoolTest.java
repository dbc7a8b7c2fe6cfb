package io.github.pyramidsd.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyChunkRunsExactlyOnceAndIsDoneOnReturn(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int job = 0; job < 20_000; job++) {
        int chunks = 1 + job % 37;
        AtomicIntegerArray runs = new AtomicIntegerArray(chunks);
        pool.run((chunk, scratch) -> runs.incrementAndGet(chunk), chunks);
        for (int chunk = 0; chunk < chunks; chunk++) {
          assertThat(runs.get(chunk)).isEqualTo(1);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aFailingChunkFailsTheJobAndNotThePool(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int round = 0; round < 100; round++) {
        assertThatThrownBy(
                () ->
                    pool.run(
                        (chunk, scratch) -> {
                          if (chunk == 3) {
                            throw new ArithmeticException("chunk 3");
                          }
                        },
                        8))
            .hasStackTraceContaining("chunk 3");
        AtomicIntegerArray runs = new AtomicIntegerArray(5);
        pool.run((chunk, scratch) -> runs.incrementAndGet(chunk), 5);
        assertThat(runs).hasToString("[1, 1, 1, 1, 1]");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void jobsOfSeveralCallersDoNotMix(int threads) throws Exception {
    try (WorkerPool pool = new WorkerPool(threads);
        ExecutorService callers = Executors.newFixedThreadPool(3)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int caller = 0; caller < 3; caller++) {
        results.add(
            callers.submit(
                () -> {
                  for (int job = 0; job < 2_000; job++) {
                    AtomicIntegerArray runs = new AtomicIntegerArray(11);
                    pool.run((chunk, scratch) -> runs.incrementAndGet(chunk), 11);
                    for (int chunk = 0; chunk < 11; chunk++) {
                      if (runs.get(chunk) != 1) {
                        return false;
                      }
                    }
                  }
                  return true;
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2})
  void threadsSleepWhenIdleAndWakeUpForAJob(int threads) throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int round = 0; round < 20; round++) {
        Thread.sleep(5);
        AtomicIntegerArray runs = new AtomicIntegerArray(4);
        pool.run((chunk, scratch) -> runs.incrementAndGet(chunk), 4);
        assertThat(runs).hasToString("[1, 1, 1, 1]");
      }
    }
  }

  /** Whoever threw it, a worker or the caller: all chunks throw the same. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aFailureArrivesAsWhatItWas(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      OutOfMemoryError error = new OutOfMemoryError("heap");
      assertThatThrownBy(() -> pool.run((_, _) -> fail(error), 8)).isSameAs(error);
      ArithmeticException exception = new ArithmeticException("chunk");
      assertThatThrownBy(() -> pool.run((_, _) -> fail(exception), 8)).isSameAs(exception);
    }
  }

  private static void fail(Throwable thrown) {
    switch (thrown) {
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      default -> throw new AssertionError(thrown);
    }
  }

  /** One that releases and comes again has to wait for all who came before. */
  @Test
  void callersTakeTurnsInTheOrderInWhichTheyCame() throws Exception {
    try (WorkerPool pool = new WorkerPool(2);
        ExecutorService callers = Executors.newFixedThreadPool(2)) {
      List<String> order = new ArrayList<>(); // guarded by the pool
      pool.acquire();
      List<Future<?>> results = new ArrayList<>();
      for (String name : List.of("a", "b")) {
        results.add(
            callers.submit(
                () -> {
                  for (int pass = 0; pass < 3; pass++) {
                    pool.acquire();
                    order.add(name);
                    pool.release();
                  }
                }));
        while (pool.waiting() < results.size()) {
          Thread.onSpinWait();
        }
      }
      pool.release();
      for (Future<?> result : results) {
        result.get();
      }
      assertThat(order).startsWith("a", "b").hasSize(6);
    }
  }
}
