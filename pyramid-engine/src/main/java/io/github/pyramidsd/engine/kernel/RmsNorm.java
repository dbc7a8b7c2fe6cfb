package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.VocabularyKernels;

/**
 * The root-mean-square norm (Zhang and Sennrich 2019), as all kernels must compute it. Vector code
 * does as many numbers as it has whole vectors of, and this the rest.
 */
final class RmsNorm {

  static final int SUMS = VocabularyKernels.SUMS;

  private RmsNorm() {}

  /** Adds the squares of the numbers {@code [start, size)} after {@code from} to the sums. */
  static void addSquares(float[] x, int from, int start, int size, double[] sums) {
    for (int i = start; i < size; i++) {
      sums[i % SUMS] += (double) x[from + i] * x[from + i];
    }
  }

  /** What the numbers are multiplied by: 1 / rms. */
  static float scale(double[] sums, int size, float epsilon) {
    return (float) (1 / Math.sqrt(VocabularyKernels.total(sums) / size + epsilon));
  }

  /** y = x · scale · weight for the numbers {@code [start, size)}. */
  static void multiply(
      float[] x, int from, float scale, float[] weight, float[] y, int to, int start, int size) {
    for (int i = start; i < size; i++) {
      y[to + i] = x[from + i] * scale * weight[i];
    }
  }
}
