package io.github.pyramidsd.benchmarks;

import io.github.pyramidsd.engine.kernel.Attention;
import io.github.pyramidsd.engine.kernel.HeadCache;
import io.github.pyramidsd.engine.kernel.Kernels;
import io.github.pyramidsd.engine.kernel.Scratch;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Attention of the query heads that share a head of keys and values. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@SuppressWarnings("NullAway.Init") // JMH fills in parameters and calls setUp
public class AttentionBenchmark {

  private static final int HEADS = 4;
  private static final int HEAD_SIZE = 64;

  /** The kernels. */
  @Param public Twin kernel;

  /** How many positions come before the tokens. */
  @Param({"128", "1024"})
  public int positions;

  /** The tokens of the batch. */
  @Param({"1", "8"})
  public int tokens;

  /** How keys and values are stored. */
  @Param public HeadCache.Precision precision;

  private final Scratch scratch = new Scratch();
  private final Attention attention = new Attention();
  private Kernels kernels;
  private HeadCache cache;
  private float[] out; // (tokens, heads, headSize)

  /** Fills the cache and draws queries. */
  @Setup
  public void setUp() {
    kernels = kernel.kernels();
    int all = positions + tokens;
    cache = HeadCache.allocate(Arena.ofAuto(), 0, HEAD_SIZE, all, precision);
    float[] numbers = RandomNumbers.floats((all + 1) * HEAD_SIZE);
    for (int position = 0; position < all; position++) {
      cache.store(position, numbers, numbers, position * HEAD_SIZE);
    }
    out = new float[tokens * HEADS * HEAD_SIZE];
    attention.load(RandomNumbers.floats(out.length), tokens, positions, HEADS, 1, HEAD_SIZE);
    attention.reserve(attention.spans());
  }

  /** Attends. */
  @Benchmark
  public float[] attend() {
    for (int span = 0; span < attention.spans(); span++) {
      kernels.attend(attention, cache, 0, span, span, scratch);
    }
    for (int token = 0; token < tokens; token++) {
      attention.gather(token, 0, attention.spans(), out);
    }
    return out;
  }
}
