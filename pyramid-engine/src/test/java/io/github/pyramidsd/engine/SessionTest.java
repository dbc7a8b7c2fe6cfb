package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.decoding.model.Session;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {

  private static final int LENGTH = 150;

  /**
   * The heart of exact speculation: whatever was appended and taken back, in whatever batches and
   * on however many threads, logits are those of a fresh context, bit for bit.
   */
  @ParameterizedTest
  @CsvSource({
    "java-draft, 1, VECTOR, F32",
    "java-draft, 3, SCALAR, F32",
    "java-draft, 2, VECTOR, F16",
    "java-target, 2, VECTOR, F32",
    "tiny-llama-f16, 2, VECTOR, F16",
    "tiny-qwen3-f32, 3, VECTOR, F32"
  })
  void logitsDependOnThePrefixAlone(
      String name, int threads, Engine.KernelChoice kernels, Engine.CacheType type)
      throws IOException {
    long seed = 42;
    SplittableRandom random = new SplittableRandom(seed);
    try (Engine engine = Engine.start(threads, kernels, type);
        GgufModel model = TestModels.open(name, engine);
        GgufModel reference = TestModels.open(name);
        Session session = model.newSession(LENGTH)) {
      int vocabulary = model.vocabulary().size();
      int[] context = new int[LENGTH];
      int steps = Boolean.getBoolean("pyramid.exhaustive") ? 60 : 21;
      for (int step = 0; step < steps; step++) {
        if (random.nextInt(3) == 0) {
          session.rewind(random.nextInt(session.position() + 1));
        }
        int from = session.position();
        int n = Math.min(1 + random.nextInt(random.nextBoolean() ? 9 : 80), LENGTH - from);
        if (n == 0) {
          continue;
        }
        for (int i = from; i < from + n; i++) {
          context[i] = random.nextInt(vocabulary);
        }
        int rows = random.nextInt(Math.min(n, 9) + 1);
        float[] logits = new float[rows * vocabulary];
        session.append(context, from, from + n, rows, logits);
        assertThat(session.position()).isEqualTo(from + n);
        if (step % 4 == 0) {
          assertThat(logits)
              .as("seed %d, step %d", seed, step)
              .isEqualTo(fresh(reference, context, from + n, rows, type));
        }
      }
    }
  }

  /** One token at a time in a fresh context of its own. */
  private static float[] fresh(
      GgufModel model, int[] context, int length, int rows, Engine.CacheType type) {
    int vocabulary = model.vocabulary().size();
    float[] logits = new float[rows * vocabulary];
    float[] row = new float[vocabulary];
    try (Session session = model.newSession(length, type)) {
      for (int i = 0; i < length; i++) {
        int wanted = i - (length - rows);
        session.append(context, i, i + 1, wanted >= 0 ? 1 : 0, row);
        if (wanted >= 0) {
          System.arraycopy(row, 0, logits, wanted * vocabulary, vocabulary);
        }
      }
    }
    return logits;
  }

  @Test
  void illegalUseIsRejectedAndChangesNothing() throws IOException {
    try (GgufModel model = TestModels.open("java-draft");
        Session session = model.newSession(8)) {
      float[] row = new float[4096];
      session.append(new int[] {1, 2, 3}, 0, 3, 1, row);
      float[] before = row.clone();
      assertIllegal(session, new int[] {4096}, 0, 1, 0, "4096", "0 to 4095");
      assertIllegal(session, new int[] {5, -1}, 0, 2, 0, "-1");
      assertIllegal(session, new int[6], 0, 6, 0, "6 tokens", "context of 8");
      assertIllegal(session, new int[6], 2, 2, 0, "0 tokens");
      assertIllegal(session, new int[2], 0, 2, 3, "3 rows");
      assertIllegal(session, new int[2], 0, 2, 2, "array of 4096");
      assertThatThrownBy(() -> session.rewind(4)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> session.rewind(-1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(session.position()).isEqualTo(3);
      session.rewind(2);
      session.append(new int[] {3}, 0, 1, 1, row);
      assertThat(row).isEqualTo(before);
    }
  }

  private static void assertIllegal(
      Session session, int[] tokens, int from, int to, int rows, String... parts) {
    assertThatThrownBy(() -> session.append(tokens, from, to, rows, new float[4096]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void aContextLongerThanTheModelsIsRejected() throws IOException {
    try (GgufModel model = TestModels.open("java-draft")) {
      assertThatThrownBy(() -> model.newSession(513))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("513", "1 to 512");
      assertThatThrownBy(() -> model.newSession(0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void sessionsOfSeveralThreadsDoNotDisturbEachOther() throws Exception {
    try (GgufModel model = TestModels.open("java-draft")) {
      int[] tokens = {4092, 931, 474, 417, 970};
      float[] expected = fresh(model, tokens, tokens.length, 1, Engine.CacheType.F32);
      Thread[] threads = new Thread[3];
      boolean[] equal = new boolean[threads.length];
      for (int i = 0; i < threads.length; i++) {
        int index = i;
        threads[i] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      boolean all = true;
                      for (int round = 0; round < 50; round++) {
                        all &=
                            Arrays.equals(
                                fresh(model, tokens, tokens.length, 1, Engine.CacheType.F32),
                                expected);
                      }
                      equal[index] = all;
                    });
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(equal).containsOnly(true);
    }
  }

  /** The cache grows at 256 and 512 positions, and where the context ends. */
  @ParameterizedTest
  @CsvSource({"SCALAR, F32", "VECTOR, F32", "VECTOR, F16"})
  void aCacheThatGrowsGivesTheSameBits(Engine.KernelChoice kernels, Engine.CacheType type)
      throws IOException {
    int length = 600;
    int[] tokens = new SplittableRandom(5).ints(length, 0, 4096).toArray();
    float[] whole = new float[4096];
    float[] grown = new float[4096];
    try (Engine engine = Engine.start(2, kernels, type);
        GgufModel model = TestModels.open("tiny-qwen3-f32", engine);
        Session atOnce = model.newSession(length);
        Session session = model.newSession(1024)) {
      atOnce.append(tokens, 0, length, 1, whole);
      for (int to : new int[] {255, 256, 257, 200, 511, 512, 300, 513, 599, 600}) {
        session.rewind(Math.min(to, session.position()));
        if (session.position() < to) {
          long nanos = session.append(tokens, session.position(), to, 1, grown);
          assertThat(nanos).isPositive();
        }
      }
      assertThat(grown).isEqualTo(whole);
    }
  }

  @Test
  void aCacheThatCannotGrowLeavesTheSessionAsItWas() throws IOException {
    int[] tokens = new SplittableRandom(6).ints(300, 0, 4096).toArray();
    AtomicLong available = new AtomicLong(10 << 20);
    float[] expected = new float[4096];
    float[] logits = new float[4096];
    try (GgufModel model =
            GgufModel.open(
                TestModels.path("tiny-qwen3-f32"),
                Engine.shared(),
                LoadOptions.DEFAULT.withAvailableMemory(available::get));
        Session session = model.newSession(1024);
        Session reference = model.newSession(300)) {
      session.append(tokens, 0, 250, 0, logits);
      available.set(1000);
      assertThatThrownBy(() -> session.append(tokens, 250, 300, 1, logits))
          .isInstanceOf(InsufficientMemoryException.class)
          .hasMessageContainingAll("a context of 512 tokens needs", "0.00 GB are available");
      assertThat(session.position()).isEqualTo(250);
      session.append(tokens, 250, 256, 0, logits); // for which there is room
      available.set(10 << 20);
      session.append(tokens, 256, 300, 1, logits);
      reference.append(tokens, 0, 300, 1, expected);
      assertThat(logits).isEqualTo(expected);
    }
  }
}
