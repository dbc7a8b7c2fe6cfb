package io.github.pyramidsd.benchmarks;

import io.github.pyramidsd.engine.gguf.TensorType;
import io.github.pyramidsd.engine.kernel.Activations;
import io.github.pyramidsd.engine.kernel.Kernels;
import io.github.pyramidsd.engine.kernel.Scratch;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.WeightFormat;
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

/** A matrix with a batch of inputs: what nearly all of a forward pass is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@SuppressWarnings("NullAway.Init") // JMH fills in parameters and calls setUp
public class MultiplyBenchmark {

  private static final int COLUMNS = 2048;

  /** The kernels. */
  @Param public Twin kernel;

  /** The weights' format. */
  @Param({"F16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
  public TensorType format;

  /** The tokens of the batch. */
  @Param({"1", "4", "8", "16"})
  public int tokens;

  private final Scratch scratch = new Scratch();
  private final Activations x = new Activations();
  private int rows = 512;
  private Kernels kernels;
  private PackedMatrix matrix;
  private float[] y; // (tokens, rows)

  /** Draws weights and inputs. */
  @Setup
  public void setUp() {
    WeightFormat weights = WeightFormat.of(format).orElseThrow();
    kernels = kernel.kernels();
    matrix = RandomNumbers.matrix(Arena.ofAuto(), weights, rows, COLUMNS);
    x.load(RandomNumbers.floats(tokens * COLUMNS), tokens, COLUMNS);
    x.prepareFor(weights);
    y = new float[tokens * rows];
  }

  /** Makes it a smaller matrix. */
  void setRows(int value) {
    rows = value;
  }

  /** Multiplies. */
  @Benchmark
  public float[] multiply() {
    kernels.multiply(matrix, x, 0, matrix.tiles(), y, rows, scratch);
    return y;
  }
}
