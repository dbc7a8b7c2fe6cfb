package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.pyramidsd.decoding.model.Session;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // it looks at all threads
class CloseTest {

  @Test
  void aClosedSessionSaysSo() throws IOException {
    try (GgufModel model = TestModels.open("java-draft")) {
      Session session = model.newSession(8);
      session.append(new int[] {1, 2}, 0, 2, 0, new float[0]);
      session.close();
      session.close();
      assertClosed(session);
    }
  }

  @Test
  void aClosedModelClosesItsSessionsAndOpensNoMore() throws IOException {
    GgufModel model = TestModels.open("java-draft");
    Session first = model.newSession(8);
    Session second = model.newSession(8);
    model.close();
    model.close();
    assertClosed(first);
    assertClosed(second);
    first.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> model.newSession(8).close())
        .withMessage(model.name() + ": the model is closed");
    assertThat(model.vocabulary().size()).isEqualTo(4096);
  }

  private static void assertClosed(Session session) {
    assertThatIllegalStateException()
        .isThrownBy(() -> session.append(new int[1], 0, 1, 0, new float[0]))
        .withMessage("the session is closed, or its model is");
    assertThatIllegalStateException().isThrownBy(() -> session.rewind(0));
  }

  /** Whoever computes is told; whoever closes returns when that is over; nothing crashes. */
  @Test
  void aModelMayBeClosedWhileSessionsCompute() throws Exception {
    int[] tokens = new int[512];
    try (Engine engine = Engine.start(2, Engine.KernelChoice.AUTO);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int round = 0; round < 8; round++) {
        GgufModel model = TestModels.open("java-draft", engine);
        CountDownLatch passes = new CountDownLatch(round);
        Future<String> first = threads.submit(() -> computeUntilClosed(model, tokens, passes));
        Future<String> second = threads.submit(() -> computeUntilClosed(model, tokens, passes));
        passes.await();
        model.close();
        assertThat(first.get()).contains("closed");
        assertThat(second.get()).contains("closed");
      }
    }
  }

  private static String computeUntilClosed(GgufModel model, int[] tokens, CountDownLatch passes) {
    try {
      Session session = model.newSession(tokens.length);
      while (true) {
        session.append(tokens, 0, tokens.length, 0, new float[0]);
        passes.countDown();
        session.rewind(0);
      }
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void aClosedEngineEndsItsThreadsAndLoadsNothing() throws Exception {
    Set<Thread> before = workers();
    Engine engine = Engine.start(3, Engine.KernelChoice.AUTO);
    Set<Thread> started = workers();
    started.removeAll(before);
    assertThat(started).hasSizeGreaterThanOrEqualTo(2);
    engine.close();
    engine.close();
    for (Thread thread : started) {
      if (thread.getName().matches("pyramid-worker-[12]")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> TestModels.open("java-draft", engine).close())
        .withMessage("the engine is closed");
  }

  private static Set<Thread> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("pyramid-worker-"))
        .collect(Collectors.toSet());
  }
}
