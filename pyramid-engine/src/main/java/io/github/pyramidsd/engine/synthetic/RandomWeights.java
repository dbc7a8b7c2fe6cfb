package io.github.pyramidsd.engine.synthetic;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random weights, as large as those of models before their training: numbers keep their size from
 * one layer to the next.
 *
 * @param seed of all random numbers
 */
record RandomWeights(ModelShape shape, long seed) implements WeightSource {

  private static final float SMALL = 0.02f; // deviation of embeddings and biases

  @Override
  public void fill(ModelTensor tensor, int row, float[] out) {
    switch (tensor.role()) {
      case ATTENTION_NORM, FEED_FORWARD_NORM, OUTPUT_NORM, HEAD_NORM -> Arrays.fill(out, 1);
      case ROPE_FACTORS -> System.arraycopy(shape.ropeFactors(), 0, out, 0, out.length);
      case EMBEDDING, OUTPUT, BIAS -> noise(seed, tensor, row, SMALL, out);
      default -> noise(seed, tensor, row, (float) (1 / Math.sqrt(out.length)), out);
    }
  }

  /**
   * Evenly distributed numbers of a given deviation: four from each random 64 bits, to be quick.
   */
  static void noise(long seed, ModelTensor tensor, int row, float deviation, float[] out) {
    SplittableRandom random = random(seed, tensor.name().hashCode(), row);
    float unit = (float) (deviation * Math.sqrt(3) / (1 << 15));
    long bits = 0;
    for (int i = 0; i < out.length; i++) {
      bits = i % 4 == 0 ? random.nextLong() : bits >>> 16;
      out[i] = (short) bits * unit;
    }
  }

  /** The random numbers of one row of one thing. */
  static SplittableRandom random(long seed, int stream, int row) {
    SplittableRandom streams = new SplittableRandom(seed ^ ((long) stream << 32 | row));
    return new SplittableRandom(streams.nextLong());
  }
}
