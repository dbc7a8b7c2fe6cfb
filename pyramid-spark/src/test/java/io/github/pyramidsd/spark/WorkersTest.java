package io.github.pyramidsd.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WorkersTest {

  private static final List<String> EVENTS = Collections.synchronizedList(new ArrayList<>());

  private record Told(String key) implements Work {
    @Override
    public Worker open() {
      EVENTS.add("open " + key);
      return new Worker() {
        private boolean busy;

        @Override
        public String line(String unit) throws IOException {
          if (busy) {
            throw new IOException("two units at a time");
          }
          busy = true;
          LockSupport.parkNanos(100_000);
          busy = false;
          return unit;
        }

        @Override
        public void close() {
          EVENTS.add("close " + key);
        }
      };
    }
  }

  @Test
  void tasksShareOneWorkerAndTakeTurns() throws InterruptedException, ExecutionException {
    EVENTS.clear();
    Workers workers = new Workers();
    try (ExecutorService tasks = Executors.newFixedThreadPool(4)) {
      List<Future<String>> lines = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String unit = "u" + i;
        lines.add(tasks.submit(() -> workers.line(new Told("a"), unit)));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(lines.get(i).get()).isEqualTo("u" + i);
      }
    }
    workers.close();
    assertThat(EVENTS).containsExactly("open a", "close a");
    assertThatThrownBy(() -> workers.line(new Told("a"), "late"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void otherWorkClosesTheWorkerThatWasThere() throws IOException {
    EVENTS.clear();
    Workers workers = new Workers();
    workers.line(new Told("a"), "1");
    workers.line(new Told("b"), "1");
    workers.close();
    assertThat(EVENTS).containsExactly("open a", "close a", "open b", "close b");
  }
}
