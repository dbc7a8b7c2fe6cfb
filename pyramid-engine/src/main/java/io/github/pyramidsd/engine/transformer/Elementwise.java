package io.github.pyramidsd.engine.transformer;

/** The small operations between the multiplications, on one token each. */
final class Elementwise {

  private Elementwise() {}

  /** y = x / rms(x) · weight, the mean square being summed in double precision. */
  static void rmsNorm(
      float[] x, int from, int size, float[] weight, float epsilon, float[] y, int to) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += (double) x[from + i] * x[from + i];
    }
    float scale = (float) (1 / Math.sqrt(sum / size + epsilon));
    for (int i = 0; i < size; i++) {
      y[to + i] = x[from + i] * scale * weight[i];
    }
  }

  /** x += y. */
  static void add(float[] x, int from, float[] y, int yFrom, int size) {
    for (int i = 0; i < size; i++) {
      x[from + i] += y[yFrom + i];
    }
  }
}
