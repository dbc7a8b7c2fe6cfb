package io.github.pyramidsd.benchmarks;

import io.github.pyramidsd.engine.kernel.Kernels;
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

/** The feed-forward network's gate. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@SuppressWarnings("NullAway.Init") // JMH fills in parameters and calls setUp
public class SwigluBenchmark {

  private static final int SIZE = 8192;

  /** The kernels. */
  @Param public Twin kernel;

  private final float[] gate = RandomNumbers.floats(SIZE);
  private final float[] up = RandomNumbers.floats(SIZE);
  private final float[] out = new float[SIZE];
  private Kernels kernels;

  /** Chooses the kernels. */
  @Setup
  public void setUp() {
    kernels = kernel.kernels();
  }

  /** Replaces a copy, so that each time sees the same numbers; the copy takes next to nothing. */
  @Benchmark
  public float[] swiglu() {
    System.arraycopy(gate, 0, out, 0, SIZE);
    kernels.swiglu(out, up, 0, SIZE);
    return out;
  }
}
