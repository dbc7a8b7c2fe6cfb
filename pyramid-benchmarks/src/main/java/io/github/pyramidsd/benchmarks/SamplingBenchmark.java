package io.github.pyramidsd.benchmarks;

import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.LogitProcessor;
import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.decoding.sampling.WeightProcessor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the decoder does over a whole vocabulary for each token, on two sets of random logits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SamplingBenchmark {

  private static final int VOCABULARY = 128_256; // that of Llama 3
  private static final int[] NO_HISTORY = {};
  private static final int[] FEW = {100_000, 17, 40_000, 5000};
  private static final double[] WEIGHTS = {27, 9, 7.875, 9};

  private final float[] logits = new float[2 * VOCABULARY];
  private final Prediction p = new Prediction(VOCABULARY);
  private final Prediction q = new Prediction(VOCABULARY);
  private final LogitProcessor softmax = processor(0, 1);
  private final LogitProcessor topK = processor(40, 1);
  private final LogitProcessor topP = processor(0, 0.95);
  private final WeightProcessor weights =
      new WeightProcessor(SamplingOptions.ofTemperature(0.7), FEW.length);
  private final Prediction sparse = new Prediction(VOCABULARY);
  private final Randomness randomness = Randomness.seeded(1);

  private static LogitProcessor processor(int topK, double topP) {
    return new LogitProcessor(SamplingOptions.builder().topK(topK).topP(topP).build(), VOCABULARY);
  }

  /** Draws logits, a few of which stand out. */
  @Setup
  public void setUp() {
    float[] numbers = RandomNumbers.floats(logits.length);
    for (int i = 0; i < logits.length; i++) {
      logits[i] = 12 * numbers[i] * numbers[i] * numbers[i];
    }
    softmax.process(logits, 0, VOCABULARY, NO_HISTORY, 0, p);
    softmax.process(logits, VOCABULARY, VOCABULARY, NO_HISTORY, 0, q);
  }

  /** Softmax and entropy. */
  @Benchmark
  public Prediction softmax() {
    return process(softmax);
  }

  /** The same, and the 40 likeliest. */
  @Benchmark
  public Prediction topK() {
    return process(topK);
  }

  /** The same, and the likeliest that have 95 % together. */
  @Benchmark
  public Prediction topP() {
    return process(topP);
  }

  private Prediction process(LogitProcessor processor) {
    processor.process(logits, 0, VOCABULARY, NO_HISTORY, 0, p);
    return p;
  }

  /** A prediction of four tokens, and one drawn from it: what a lookup in the context costs. */
  @Benchmark
  public int fewTokens() {
    weights.process(FEW, WEIGHTS, FEW.length, sparse);
    return randomness.draw(sparse.sampling());
  }

  /** Σ|p − q| / 2. */
  @Benchmark
  public double totalVariation() {
    return Divergence.TOTAL_VARIATION.between(p.sampling(), q.sampling(), 0);
  }

  /** Two logarithms a token. */
  @Benchmark
  public double jensenShannon() {
    return Divergence.JENSEN_SHANNON.between(p.sampling(), q.sampling(), 0);
  }

  /** One logarithm a token. */
  @Benchmark
  public double kullbackLeibler() {
    return Divergence.KULLBACK_LEIBLER.between(p.sampling(), q.sampling(), 0);
  }
}
